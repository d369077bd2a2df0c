"""Making a lab, beside what else makes namespaces for a command."""
import os
import shutil
import subprocess

# Each of them runs `true` in namespaces of its own. The container of crun and nspawn holds busybox alone.
OTHERS = {
    "unshare": "unshare --user --map-root-user --mount --pid --fork --uts --ipc --net --cgroup --time --mount-proc true",
    "firejail": "firejail --noprofile --quiet --net=none true",
    "crun": "crun --root {stage}/home/crun --cgroup-manager=disabled run --bundle {stage}/bundle bench",
    "systemd-nspawn": "systemd-nspawn --quiet --register=no --keep-unit --private-network --directory={stage}/bundle/rootfs "
                      "/bin/true",
}
BWRAP = "bwrap --unshare-all --ro-bind / / --proc /proc --dev /dev --tmpfs /tmp true"
# Longer than this is no start: it waits for something that is not there, such as systemd.
PATIENCE = 2


def refusal(command):
    """Why a command does not run here; None where it does."""
    if not shutil.which(command.split()[0]):
        return "not installed"
    try:
        done = subprocess.run(command.split(), capture_output=True, text=True, timeout=PATIENCE, stdin=subprocess.DEVNULL)
    except subprocess.TimeoutExpired:
        return f"it takes longer than {PATIENCE} s"
    said = " ".join(done.stderr.split())
    return None if done.returncode == 0 else f"it ends with {done.returncode}: {said or 'and says nothing'}"


def measure(figures, nsshell, floor, runs):
    figures.section("making a lab")
    others, reasons = {}, {}
    for name, command in OTHERS.items():
        command = command.format(stage=figures.stage)
        reason = refusal(command)
        if reason is None:
            others[name] = command
        else:
            reasons[name] = reason
    lab, bwrap, plain, *rest = figures.medians([f"{nsshell} run -- true", BWRAP, f"{floor} true", *others.values()], runs)
    figures.row("nsshell run -- true", lab, unit=" ms")
    figures.row("bwrap --unshare-all … true", bwrap, unit=" ms")
    figures.row("floor true (plain C)", plain, unit=" ms")
    for name, value in zip(others, rest):
        figures.row(f"{name} … true", value, unit=" ms")
    for name, reason in reasons.items():
        figures.left_out(f"{name} … true", reason)
    figures.row("nsshell ÷ bwrap", lab / bwrap, 0.6)
    figures.row("nsshell ÷ floor", lab / plain, 1.5)
    figures.series["making a lab"] = [("nsshell", lab), ("bwrap", bwrap), ("plain C", plain), *zip(others, rest)]
    return lab


def bundle(path):
    """A root directory with busybox alone, and crun's words about it."""
    root = f"{path}/rootfs"
    for name in ("bin", "usr", "etc", "proc", "sys", "dev", "tmp"):
        os.makedirs(f"{root}/{name}", exist_ok=True)
    shutil.copy("/bin/busybox", f"{root}/bin/busybox")
    os.symlink("busybox", f"{root}/bin/true")
    open(f"{root}/etc/os-release", "w").close()
