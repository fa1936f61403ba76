#!/usr/bin/env python3
"""radius_seeds.py CASES OUT: writes each `packet` of the RADIUS text cases as a file, for the fuzzer to begin with."""
import pathlib
import sys

cases, out = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
out.mkdir(parents=True, exist_ok=True)
count = 0
for path in sorted(cases.glob("*.txt")):
    packet = None
    for line in path.read_text().splitlines() + ["case"]:
        if packet is not None and line.startswith(" "):
            packet += line
            continue
        if packet is not None:
            (out / f"{path.stem}-{count:03}").write_bytes(bytes.fromhex(packet.replace(" ", "")))
            count, packet = count + 1, None
        if line.startswith("packet"):
            packet = line.removeprefix("packet")
