/// What differs from run to run whatever the lesson.
enum UsualRules {
    static var all: [VolatileRule] { patterns.map { VolatileRule($0.pattern, sign: $0.sign) } }

    static let patterns: [(sign: String, pattern: String)] = [
        // The inode of a namespace: `uts:[4026532190]`, and alone as lsns(8) and `ls -i` show it.
        (":[", #"(?:cgroup|ipc|mnt|net|pid|time|user|uts)(?:_for_children)?:\[(\d+)\]"#),
        ("402653", #"(?<!\d)(402653\d{4})(?!\d)"#),
        // A job that a shell has sent into the background: `[1] 1234`.
        ("] ", #"^\[\d+\] (\d+)$"#),
        // Hardware addresses but the two that every machine has, and what IPv6 makes of one.
        (
            ":",
            #"(?<![0-9a-f:])(?!(?:00:){5}00|(?:ff:){5}ff)((?:[0-9a-f]{2}:){5}[0-9a-f]{2})"#
                + "(?![0-9a-f:])"
        ),
        ("fe80::", #"\bfe80::([0-9a-f:]+)"#),
        // Times: of a ping, of a clock, of a day, and what time(1) says.
        ("time", #"\btime[ =<](\d+(?:\.\d+)?) ?ms"#), ("mdev", #"min/avg/max/mdev = (.*) ms"#),
        ("-", #"(?<!\d)(\d{4}-\d\d-\d\d)"#),
        (":", #"(?<![\d:])(\d\d:\d\d(?::\d\d(?:\.\d+)?)?)(?![\d:])"#),
        (
            " ",
            #"\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)? ?"#
                + #"((?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) [ \d]\d(?: +\d{4})?)(?!\d)"#
        ),
        ("m", #"^(?:real|user|sys)\s+(\d+m\d+[.,]\d+s)$"#),
        (".", #"^(\d+\.\d\d) (\d+\.\d\d)$"#),
        // What the kernel numbers over all of the machine: mounts and their devices, peer groups.
        (" /", #"^(\d+) (\d+) (\d+:\d+) /"#),
        (":", #"\b(?:shared|master|propagate_from):(\d+)"#),
        // Keys of System V IPC, and a bridge's id, which is made of a hardware address.
        ("0x", #"\b0x([0-9a-f]{8})\b"#), ("8000.", #"\b8000\.([0-9a-f]{12})\b"#),
        // Ids out there of what is owned by an id in here, as options of a mount.
        ("id=", #"[, (][ug]id=(\d+)(?![\d(])"#),
        // What has gone through a network card.
        ("X packets ", #"\b[RT]X packets (\d+)  bytes (\d+ \([^)]*\))"#),
        // What a machine calls an id that is not root's.
        ("=", #"\b(?:uid|gid|groups)=\d+(?!\(root\))(\([^)]*\))"#),
        // The map of a user namespace: which ids a lab has depends on who made it.
        (" ", #"^ *\d+ +(\d+) +(\d+)$"#),
    ]
}
