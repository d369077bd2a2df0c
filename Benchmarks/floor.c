// floor: the lab of nsshell in plain C, as the measure of what a lab must cost.
//
//     cc -O2 -static -o floor floor.c        floor COMMAND...
//
// Three processes make a lab. *floor* clones *init* into eight new namespaces at once and, when
// it is root, writes its id maps. *init* builds the file tree and stays as PID 1. A *joiner*,
// forked meanwhile, enters the finished lab and clones the command as floor's own child.
// Built with -DTIMES, every operation's cost is printed in microseconds.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <net/if.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <grp.h>
#include <time.h>
#include <unistd.h>

enum {
    ALL_KINDS = CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWIPC
        | CLONE_NEWUTS | CLONE_NEWCGROUP | CLONE_NEWTIME,
    FIRST_ID = 0x70000000, IDS = 65536,  // what a lab made by root is mapped to
    NO_LAB = 125,
};

static void fail(const char *what, const char *on) {
    dprintf(2, "floor: %s %s: %s\n", what, on, strerror(errno));
    _exit(NO_LAB);
}

static long must(long result, const char *what, const char *on) {
    if (result < 0) fail(what, on);
#ifdef TIMES
    static struct timespec last;
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    if (last.tv_sec)
        dprintf(2, "%7.1f us  %s %s\n", (now.tv_sec - last.tv_sec) * 1e6
            + (now.tv_nsec - last.tv_nsec) / 1e3, what, on);
    clock_gettime(CLOCK_MONOTONIC, &last);
#endif
    return result;
}

// ---------------------------------------------------------------- small files

static void write_file(const char *path, const char *text, mode_t mode) {
    int fd = must(open(path, O_WRONLY | O_CREAT | O_CLOEXEC, mode), "open", path);
    if (*text) must(write(fd, text, strlen(text)), "write", path);
    close(fd);
}

// A file that the lab's root owns, so that it may be edited; what the host lacks is left out.
static void copy_file(const char *from, const char *to) {
    struct stat s;
    int in = open(from, O_RDONLY | O_CLOEXEC);
    if (in < 0 || fstat(in, &s) < 0) return;
    int out = must(open(to, O_WRONLY | O_CREAT | O_CLOEXEC, 0644), "open", to);
    must(sendfile(out, in, NULL, s.st_size), "copy", to);
    close(in), close(out);
}

static void make_dirs(const char *const *paths) {
    for (; *paths; paths++) must(mkdir(*paths, 0755), "mkdir", *paths);
}

// ---------------------------------------------------------------- the file tree

static void put(const char *type, const char *at, unsigned long flags, const char *options) {
    must(mount(type, at, type, flags, options), "mount", at);
}

static const char SUDO[] =
    "#!/bin/sh\n"
    "# In a lab everybody is root already: sudo just runs its command.\n"
    "while [ $# -gt 0 ]; do\n"
    "    case $1 in\n"
    "        -u|-g|-h|-p|-C|-T|-U) shift 2 ;;\n"
    "        -s|-i|--login|--shell) shift; [ $# -gt 0 ] || set -- \"${SHELL:-/bin/sh}\" ;;\n"
    "        --) shift; break ;;\n"
    "        -*) shift ;;\n"
    "        [A-Za-z_]*=*) export \"$1\"; shift ;;\n"
    "        *) break ;;\n"
    "    esac\n"
    "done\n"
    "[ $# -gt 0 ] || exit 0\n"
    "exec \"$@\"\n";

// Where people write. A directory in the upper layer lends the merged one its owner, so these
// belong to the lab's root; what is not here belongs to an id that the lab does not know.
static const char *const DIRECTORIES[] = {
    "root", "root/usr", "root/etc", "root/proc", "root/sys", "root/dev", "root/tmp", "root/run", "root/root", "root/home", "root/mnt", "root/media",
    "root/opt", "root/srv", "root/boot", "root/var", "root/var/tmp", "root/var/lib",
    "root/var/log", "root/var/cache",
    "usr", "usr.work", "usr/bin", "usr/sbin", "usr/lib", "usr/include", "usr/share", "usr/src",
    "usr/local", "usr/local/bin", "usr/local/sbin", "usr/local/lib", "usr/local/etc",
    "usr/local/share", "usr/local/src",
    "etc", "etc.work", "etc/default", "etc/init.d", "etc/iproute2", "etc/ld.so.conf.d",
    "etc/netns", "etc/network", "etc/profile.d", "etc/security", "etc/skel", "etc/ssh",
    "etc/sysctl.d", "etc/systemd", NULL,
};

static const char *const COPIES[] = {
    "/etc/passwd", "/etc/group", "/etc/subuid", "/etc/subgid", "/etc/bash.bashrc", NULL,
};

static void overlay(const char *name, const char *options) {
    char at[32], lower[32];
    snprintf(at, sizeof at, "root/%s", name), snprintf(lower, sizeof lower, "/%s", name);
    if (mount("overlay", at, "overlay", MS_NODEV, options) == 0) {
        must(0, "overlay", at);
        return;
    }
    dprintf(2, "floor: overlay on /%s: %s: it is read-only\n", name, strerror(errno));
    must(mount(lower, at, NULL, MS_BIND | MS_REC, NULL), "bind", at);
    must(mount(NULL, at, NULL, MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NODEV, NULL), "read-only", at);
}

// /bin, /sbin, /lib…: a symlink where the host has one, the host's directory where it is real.
static void top_level(const char *name) {
    struct stat s;
    char host[16], at[32], target[64], options[128];
    snprintf(host, sizeof host, "/%s", name), snprintf(at, sizeof at, "root/%s", name);
    if (lstat(host, &s) < 0) return;
    if (S_ISLNK(s.st_mode)) {
        ssize_t n = must(readlink(host, target, sizeof target - 1), "readlink", host);
        target[n] = 0;
        must(symlink(target, at), "symlink", at);
        return;
    }
    char work[32];
    snprintf(work, sizeof work, "%s.work", name);
    make_dirs((const char *const[]){at, name, work, NULL});
    snprintf(options, sizeof options, "lowerdir=%s,upperdir=%s,workdir=%s,userxattr",
        host, name, work);
    overlay(name, options);
}

static void device(const char *name) {
    char host[32], at[32];
    snprintf(host, sizeof host, "/dev/%s", name), snprintf(at, sizeof at, "root/dev/%s", name);
    int fd = must(open(at, O_WRONLY | O_CREAT | O_CLOEXEC, 0666), "create", at);
    close(fd);
    must(mount(host, at, NULL, MS_BIND, NULL), "bind", at);
}

// Everything stands on one tmpfs: the upper layers beside `root`, which becomes "/" by a bind of
// itself, so nothing in the lab can name the layers.
static void build_tree(int by_root) {
    umask(0);
    must(mount("tmpfs", "/tmp", "tmpfs", MS_NOSUID | MS_NODEV,
        "size=256m,nr_inodes=64k,mode=755"), "mount", "the lab's tmpfs");
    must(chdir("/tmp"), "chdir", "/tmp");
    make_dirs(DIRECTORIES);
    must(mount("root", "root", NULL, MS_BIND, NULL), "bind", "root");

    write_file("etc/hostname", "lab\n", 0644);
    write_file("etc/hosts", "127.0.0.1\tlocalhost\n127.0.1.1\tlab\n::1\tlocalhost\n", 0644);
    // The host's name servers are out of reach, and asking them would take ten seconds.
    write_file("etc/resolv.conf", "", 0644);
    // Made afresh for useradd(8): the host's are secret, or belong to an id that is unknown here.
    write_file("etc/shadow", "root:*:19000:0:99999:7:::\n", 0600);
    write_file("etc/gshadow", "root:*::\n", 0600);
    const char *const empty[] = {"etc/.pwd.lock", "etc/passwd-", "etc/shadow-", "etc/group-",
        "etc/gshadow-", "etc/subuid-", "etc/subgid-"};
    for (int i = 0; i < 7; i++) write_file(empty[i], "", 0600);
    write_file("usr/local/bin/sudo", SUDO, 0755);
    for (const char *const *from = COPIES; *from; from++) copy_file(*from, *from + 1);
    overlay("usr", "lowerdir=/usr,upperdir=usr,workdir=usr.work,userxattr");
    overlay("etc", "lowerdir=/etc,upperdir=etc,workdir=etc.work,userxattr");
    const char *const tops[] = {"bin", "sbin", "lib", "lib32", "lib64", "libx32"};
    for (int i = 0; i < 6; i++) top_level(tops[i]);
    must(symlink("/run", "root/var/run"), "symlink", "root/var/run");

    put("proc", "root/proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL);
    // Twice: ip-netns(8) exec detaches /sys before it mounts its own, which a user namespace may
    // do only while another whole sysfs is in sight.
    put("sysfs", "root/sys", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL);
    must(mount("root/sys", "root/sys", NULL, MS_BIND, NULL), "bind", "root/sys");
    put("tmpfs", "root/dev", MS_NOSUID | MS_NOEXEC, "size=64k,mode=755");
    make_dirs((const char *const[]){"root/dev/pts", "root/dev/shm", "root/dev/mqueue", NULL});
    const char *const devices[] = {"null", "zero", "full", "random", "urandom", "tty"};
    for (int i = 0; i < 6; i++) device(devices[i]);
    put("devpts", "root/dev/pts", MS_NOSUID | MS_NOEXEC, by_root
        ? "newinstance,ptmxmode=0666,mode=620,gid=5" : "newinstance,ptmxmode=0666,mode=620");
    put("mqueue", "root/dev/mqueue", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL);
    const char *const links[][2] = {{"pts/ptmx", "root/dev/ptmx"}, {"/proc/self/fd", "root/dev/fd"},
        {"fd/0", "root/dev/stdin"}, {"fd/1", "root/dev/stdout"}, {"fd/2", "root/dev/stderr"}};
    for (int i = 0; i < 5; i++) must(symlink(links[i][0], links[i][1]), "symlink", links[i][1]);
    const char *const scratch[][2] = {{"root/tmp", "size=64m,mode=1777"},
        {"root/var/tmp", "size=64m,mode=1777"}, {"root/dev/shm", "size=64m,mode=1777"},
        {"root/run", "size=16m,mode=755"}, {"root/root", "size=64m,mode=700"},
        {"root/home", "size=64m,mode=755"}, {"root/mnt", "size=64m,mode=755"},
        {"root/opt", "size=64m,mode=755"}, {"root/srv", "size=64m,mode=755"}};
    for (int i = 0; i < 9; i++)
        put("tmpfs", scratch[i][0], MS_NOSUID | MS_NODEV, scratch[i][1]);

    must(chdir("root"), "chdir", "root");
    must(syscall(SYS_pivot_root, ".", "."), "pivot_root", ".");
    must(umount2(".", MNT_DETACH), "umount", "the old root");
    must(chdir("/"), "chdir", "/");
}

// ---------------------------------------------------------------- init, the joiner, floor

static void limit(void) {
    const struct { int what; rlim_t most; } limits[] = {
        {RLIMIT_NPROC, 1024}, {RLIMIT_FSIZE, 256 << 20}, {RLIMIT_CORE, 0}, {RLIMIT_NOFILE, 4096}};
    for (int i = 0; i < 4; i++) {
        struct rlimit r;
        getrlimit(limits[i].what, &r);
        if (r.rlim_max > limits[i].most) r.rlim_max = limits[i].most;
        if (r.rlim_cur > r.rlim_max) r.rlim_cur = r.rlim_max;
        must(setrlimit(limits[i].what, &r), "setrlimit", "");
    }
}

static void become_root(void) {
    must(setgroups(0, NULL), "setgroups", "none");
    must(setresgid(0, 0, 0), "setresgid", "0");
    must(setresuid(0, 0, 0), "setresuid", "0");
}

static void loopback_up(void) {
    struct ifreq request = {.ifr_name = "lo", .ifr_flags = IFF_UP};
    int s = must(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), "socket", "inet");
    must(ioctl(s, SIOCSIFFLAGS, &request), "up", "lo");
    close(s);
}

static _Noreturn void init(uid_t uid, gid_t gid, int lifeline, int mapped, int ready) {
    char byte, map[32];
    must(0, "clone3", "first breath");
    must(sethostname("lab", 3), "sethostname", "lab");
    loopback_up();
    limit();
    if (uid == 0) {
        if (read(mapped, &byte, 1) != 1) _exit(NO_LAB);
        must(0, "wait", "maps");
        become_root();
    } else {
        write_file("/proc/self/setgroups", "deny", 0);
        snprintf(map, sizeof map, "0 %u 1", uid);
        write_file("/proc/self/uid_map", map, 0);
        snprintf(map, sizeof map, "0 %u 1", gid);
        write_file("/proc/self/gid_map", map, 0);
    }
    // Changing ids clears it, so only now; the lifeline covers the time before.
    must(prctl(PR_SET_PDEATHSIG, SIGKILL), "prctl", "pdeathsig");
    build_tree(uid == 0);
    signal(SIGCHLD, SIG_IGN);  // the kernel reaps the orphans
    must(write(ready, "", 1), "write", "ready");
    must(dup2(lifeline, 0), "dup2", "lifeline");
    must(close_range(1, ~0u, 0), "close_range", "1");  // what floor was started with, too
    while (read(0, &byte, 1) < 0 && errno == EINTR) continue;
    _exit(0);  // and the kernel ends whatever lives in the PID namespace
}

static _Noreturn void join(int lab, int ready, int by_root, char **command) {
    char byte;
    if (read(ready, &byte, 1) != 1) _exit(NO_LAB);
    must(0, "wait", "ready");
    limit();
    must(prctl(PR_SET_DUMPABLE, 0), "prctl", "dumpable");  // until the exec: its files are the host's
    must(setns(lab, ALL_KINDS), "setns", "the lab");
    if (by_root) become_root();
    // floor's own child: nobody inside is its parent, and floor reaps it without a second hop.
    if (must(syscall(SYS_clone, CLONE_PARENT, 0, 0, 0, 0), "clone", "the command")) _exit(0);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    must(chdir("/root"), "chdir", "/root");
    must(close_range(3, ~0u, CLOSE_RANGE_CLOEXEC), "close_range", "3");
    umask(022);
    const char *term = getenv("TERM");
    char terminal[64];
    snprintf(terminal, sizeof terminal, "TERM=%s", term ? term : "dumb");
    char *environment[] = {"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        "HOME=/root", "USER=root", "LOGNAME=root", "SHELL=/bin/bash", "LANG=C.UTF-8", terminal,
        NULL};
    setenv("PATH", environment[0] + 5, 1);
    must(0, "exec", command[0]);
    execvpe(command[0], command, environment);
    dprintf(2, "floor: %s: %s\n", command[0], strerror(errno));
    _exit(errno == ENOENT ? 127 : 126);
}

static void map_ids(pid_t pid) {
    char path[64], map[64];
    snprintf(map, sizeof map, "0 %u %u", FIRST_ID, IDS);
    snprintf(path, sizeof path, "/proc/%d/uid_map", pid);
    write_file(path, map, 0);
    snprintf(path, sizeof path, "/proc/%d/gid_map", pid);
    write_file(path, map, 0);
}

int main(int count, char **words) {
    if (count < 2) return dprintf(2, "usage: floor COMMAND...\n"), 2;
    uid_t uid = geteuid();
    gid_t gid = getegid();
    int lifeline[2], mapped[2], ready[2], lab = -1, status = 0;
    if (pipe2(lifeline, O_CLOEXEC) || pipe2(mapped, O_CLOEXEC) || pipe2(ready, O_CLOEXEC))
        fail("pipe2", "");
    must(0, "start", "");
    struct clone_args how = {.flags = ALL_KINDS | CLONE_PIDFD, .pidfd = (uintptr_t)&lab,
        .exit_signal = SIGCHLD};
    pid_t pid = syscall(SYS_clone3, &how, sizeof how), joiner, child;
    if (pid < 0) fail("clone3", "all kinds");
    if (pid == 0) {
        close(lifeline[1]), close(mapped[1]), close(ready[0]);
        init(uid, gid, lifeline[0], mapped[0], ready[1]);
    }
    if (uid == 0) {
        map_ids(pid);
        must(write(mapped[1], "", 1), "write", "mapped");
    }
    close(ready[1]);
    joiner = must(fork(), "fork", "joiner");
    if (joiner == 0) {
        close(lifeline[1]), close(mapped[1]);
        join(lab, ready[0], uid == 0, words + 1);
    }
    close(ready[0]);
    // The first end that is neither init's nor a good joiner's is the command's, or no lab's.
    while ((child = waitpid(-1, &status, 0)) > 0)
        if (child != pid && !(child == joiner && status == 0)) break;
    must(0, "wait", "command");
    close(lifeline[1]);
    kill(pid, SIGKILL);
    if (child > 0) waitpid(pid, NULL, 0);
    must(0, "wait", "end of init");
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}
