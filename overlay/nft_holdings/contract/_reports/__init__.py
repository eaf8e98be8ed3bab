"""Reports of a contract check: findings, baseline, and the files.

May import the rules and the checked server.
"""
