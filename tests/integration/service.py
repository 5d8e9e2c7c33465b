"""The real binaries, driven from outside: a server on free ports in a directory of its own, and the
command line."""
import json
import os
import re
import shutil
import signal
import subprocess
import tempfile
import urllib.request

BIN = os.environ["COUNTERWEIGHT_BIN"]
SOURCE = os.environ["COUNTERWEIGHT_SOURCE_DIR"]
SHARED_DATA = os.environ.get("COUNTERWEIGHT_SHARED_DATA", "")
EXAMPLE = os.path.join(SOURCE, "examples", "lending_club.csv")
DEADLINE_SECONDS = 240


class Server:
    """counterweightd in `directory`; a context manager that ends it."""

    def __init__(self, directory, workers=1, *flags):
        self.directory = directory
        command = [os.path.join(BIN, "counterweightd"), "--listen=127.0.0.1:0",
                   "--metrics-listen=127.0.0.1:0", f"--data-dir={directory}",
                   f"--workers={workers}", "--checkpoint-seconds=0.2", *flags]
        self.log = tempfile.TemporaryFile("w+")
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=self.log, text=True)
        line = self.process.stdout.readline()
        match = re.fullmatch(r"listening on (\S+), metrics on (\S+)\n", line)
        if not match:
            self.process.wait(timeout=30)
            raise AssertionError(f"server said {line!r}; log:\n{self.read_log()}")
        self.address, self.metrics_address = match.groups()

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        if self.process.poll() is None:
            self.terminate()
        self.process.stdout.close()
        self.log.close()

    def read_log(self):
        self.log.seek(0)
        return self.log.read()

    def terminate(self):
        """SIGTERM; returns the exit status."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=60)

    def kill(self):
        """kill -9, then waits for its workers to end too (they get SIGTERM)."""
        workers = self.worker_pids()
        self.process.kill()
        self.process.wait(timeout=30)
        for pid in workers:
            wait_for_exit(pid)

    def worker_pids(self):
        pids = []
        for task in os.listdir(f"/proc/{self.process.pid}/task"):
            with open(f"/proc/{self.process.pid}/task/{task}/children") as children:
                pids += [int(pid) for pid in children.read().split()]
        return pids

    def metrics(self):
        return urllib.request.urlopen(f"http://{self.metrics_address}/metrics").read().decode()

    def run(self, *arguments, stdin=None):
        """The command line, whatever its exit status."""
        environment = dict(os.environ, COUNTERWEIGHT_SERVER=self.address)
        return subprocess.run([os.path.join(BIN, "counterweight"), *arguments], input=stdin,
                              capture_output=True, env=environment, timeout=DEADLINE_SECONDS)

    def json(self, *arguments):
        """The command line with --output=json, which must succeed; the last line, parsed."""
        done = self.run(*arguments, "--output=json")
        if done.returncode != 0:
            raise AssertionError(f"{arguments}: exit {done.returncode}: {done.stderr.decode()}")
        return json.loads(done.stdout.decode().strip().splitlines()[-1])

    def upload(self, path, label="label", **options):
        flags = [f"--{name.replace('_', '-')}={value}" for name, value in options.items()]
        return self.json("datasets", "upload", path, "--name", os.path.basename(path),
                         "--label", label, *flags)["name"]

    def submit(self, dataset, *flags, **options):
        settings = [flag for name, value in options.items() for flag in ("--set", f"{name}={value}")]
        return self.json("jobs", "submit", "--dataset", dataset, *settings, *flags)

    def start_watching(self, job):
        """`jobs watch` as a process; progress lines come on its standard error."""
        environment = dict(os.environ, COUNTERWEIGHT_SERVER=self.address)
        return subprocess.Popen(
            [os.path.join(BIN, "counterweight"), "jobs", "watch", job, "--output=json"],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment, text=True)


def wait_for_exit(pid):
    """Waits for a process that is not our child."""
    try:
        fd = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    try:
        import select
        ready, _, _ = select.select([fd], [], [], 60)
        if not ready:
            raise AssertionError(f"process {pid} did not end")
    finally:
        os.close(fd)


class DataDirectory:
    """A fresh directory, removed at the end."""

    def __enter__(self):
        self.path = tempfile.mkdtemp(prefix="counterweight-")
        return os.path.join(self.path, "data")

    def __exit__(self, *unused):
        shutil.rmtree(self.path)
