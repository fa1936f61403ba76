"""What the checks in tools/ share: which files there are, what a C++ file says outside comments and strings, and how a
check reports. A check is a program `tools/check_NAME [--root DIR]` that prints one line per violation, each saying what to
do instead, and exits 1 when there is one."""

import argparse
import os
import re
import subprocess
import sys


class Tree:
    def __init__(self, root):
        self.root = root
        self.paths = sorted(self._tracked() or self._walked())

    def _tracked(self):
        # Tracked files and new ones that are not ignored: a violation is found before it is committed.
        if not os.path.exists(os.path.join(self.root, ".git")):
            return []
        listed = subprocess.run(["git", "-C", self.root, "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
                                stdout=subprocess.PIPE, check=True).stdout.decode()
        return [path for path in listed.split("\0") if path and os.path.isfile(os.path.join(self.root, path))]

    def _walked(self):
        for folder, folders, files in os.walk(self.root):
            folders[:] = [name for name in folders if name not in ("build", "node_modules", "data", ".git", ".cache")]
            for name in files:
                yield os.path.relpath(os.path.join(folder, name), self.root)

    def matching(self, pattern):
        return [path for path in self.paths if re.search(pattern, path)]

    def read(self, path):
        with open(os.path.join(self.root, path), encoding="utf-8", errors="replace") as file:
            return file.read()


_TOKEN = re.compile(
    r"""(?P<raw>(?:u8|[uUL])?R"(?P<tag>[^()\\\s]{0,16})\((?P<raw_body>.*?)\)(?P=tag)")
      | (?P<string>(?:u8|[uUL])?"(?P<body>(?:[^"\\\n]|\\.)*)")
      | (?P<char>(?<![0-9a-zA-Z_])'(?:[^'\\\n]|\\.)+')
      | (?P<comment>//[^\n]*|/\*.*?\*/)""",
    re.X | re.S)


def without_comments_and_strings(text):
    """The text with comments and the contents of literals blanked; every line keeps its number."""
    def blank(match):
        newlines = "\n" * match.group(0).count("\n")
        return newlines if match.group("comment") else '""' + newlines
    return _TOKEN.sub(blank, text)


def string_literals(text):
    """(line, contents) of each string literal; literals that stand directly after one another are one."""
    found, end = [], None
    for match in _TOKEN.finditer(text):
        body = match.group("raw_body") if match.group("raw") else match.group("body") if match.group("string") else None
        if body is None:
            continue
        if end is not None and not text[end:match.start()].strip():
            found[-1] = (found[-1][0], found[-1][1] + body)
        else:
            found.append((text.count("\n", 0, match.start()) + 1, body))
        end = match.end()
    return found


def includes(text):
    """(line, path, quoted) of each #include."""
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        match = re.match(r'\s*#\s*include\s*(["<])([^">]+)[">]', line)
        if match:
            found.append((number, match.group(2), match.group(1) == '"'))
    return found


def run(check, description):
    """`check(tree)` yields "path:line: what is wrong; what to do"."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--root", default=os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    root = os.path.abspath(parser.parse_args().root)
    violations = list(check(Tree(root)))
    for violation in violations:
        print(violation)
    name = os.path.basename(sys.argv[0])
    print(f"{name}: {len(violations)} violation(s)" if violations else f"{name}: ok")
    sys.exit(1 if violations else 0)
