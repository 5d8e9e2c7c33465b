#!/usr/bin/env python3
"""The architecture as a test: compares every include with the DEPENDS line of its module.

With one include root a forbidden header compiles happily; this fails instead. Prints every violation.
Rooms: a folder of src/, proto, client, server. Of src/ the client may include the evaluation alone (its
bench tests differences for significance), which brings neither LibTorch nor a database. Usage: layering_test.py SOURCE_ROOT
"""
import os
import re
import sys

# What a room may include beyond src/: a prefix of the include path -> the rooms that may.
GATED = {
    "ATen/": {"src/tensor", "src/augment", "src/network", "src/learn", "src/pipeline"},
    "c10/": {"src/tensor", "src/augment", "src/network", "src/learn", "src/pipeline"},
    "torch/": set(),
    "soci/": {"src/store"},
    "sqlite3": {"src/store"},
    "grpc": {"server", "client"},
    "google/protobuf/": {"server", "client"},
    "counterweight/v1/": {"server", "client"},
    "google/rpc/": {"server", "client"},
    "prometheus/": {"src/telemetry"},
    "spdlog/": {"src/base"},
    "CLI/": {"server", "client"},
}


def declared_dependencies(root):
    """Module -> the modules its DEPENDS line names."""
    direct = {}
    for module in sorted(os.listdir(os.path.join(root, "src"))):
        path = os.path.join(root, "src", module, "CMakeLists.txt")
        if not os.path.isfile(path):
            continue
        text = open(path, encoding="utf-8").read()
        match = re.search(r"counterweight_library\(\s*(\w+)(.*?)\)", text, re.S)
        if not match or match.group(1) != module:
            sys.exit(f"{path}: expected counterweight_library({module} ...)")
        direct[module] = set(re.findall(r"counterweight::(\w+)", match.group(2)))
    return direct


def includes(path):
    with open(path, encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            match = re.match(r'\s*#\s*include\s+["<]([^">]+)[">]', line)
            if match:
                yield number, match.group(1)


def has_cycle(direct):
    done, path = set(), []

    def visit(module):
        if module in path:
            return path[path.index(module):] + [module]
        if module in done:
            return None
        path.append(module)
        for other in sorted(direct.get(module, ())):
            found = visit(other)
            if found:
                return found
        path.pop()
        done.add(module)
        return None

    for module in sorted(direct):
        found = visit(module)
        if found:
            return found
    return None


def main(root):
    direct = declared_dependencies(root)
    errors = []
    cycle = has_cycle(direct)
    if cycle:
        errors.append("dependency cycle: " + " -> ".join(cycle))
    rooms = [("src/" + module, direct[module] | {module}) for module in direct]
    rooms += [("server", set(direct)), ("client", {"evaluation"})]
    checked = 0
    for room, allowed in rooms:
        for folder, _, files in os.walk(os.path.join(root, room)):
            for name in sorted(files):
                if not name.endswith((".h", ".cc")):
                    continue
                path = os.path.join(folder, name)
                shown = os.path.relpath(path, root)
                checked += 1
                for line, include in includes(path):
                    target = re.match(r"src/(\w+)/", include)
                    if target and target.group(1) not in allowed:
                        errors.append(f"{shown}:{line}: {room} must not include {include}")
                    if include.startswith(("server/", "client/")) and not include.startswith(room):
                        errors.append(f"{shown}:{line}: {room} must not include {include}")
                    if include.startswith("tests/"):
                        errors.append(f"{shown}:{line}: {include} is for tests only")
                    for prefix, may in GATED.items():
                        if include.startswith(prefix) and room not in may:
                            errors.append(f"{shown}:{line}: {room} must not include {include}")
                # Of both executables only the worker may see the pipeline, and with it LibTorch.
                if room == "server" and not re.match(r"(worker_|job_runner)", name):
                    for line, include in includes(path):
                        if re.match(r"src/(pipeline|learn|network|augment|tensor)/", include) and \
                                include != "src/learn/training_observer.h":
                            errors.append(f"{shown}:{line}: only the worker may include {include}")
    print(f"{checked} files, {len(errors)} violations")
    for error in errors:
        print(error)
    return 1 if errors or checked == 0 else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
