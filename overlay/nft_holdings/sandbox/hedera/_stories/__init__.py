"""Made-up tokens with histories, and accounts that hold them. They take no chance from the seed, so other rows stay as they are.

May import the rest of the folder, its router, answers, loader and descriptor excepted.
"""
