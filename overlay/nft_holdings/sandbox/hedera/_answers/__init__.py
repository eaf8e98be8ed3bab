"""The mirror node's answers: a module for each path, and what several of them share.

May import the rest of the folder, its router, seed, loader and descriptor excepted.
"""
