"""Rules of listings that are asked for by number, for any API that has one."""
