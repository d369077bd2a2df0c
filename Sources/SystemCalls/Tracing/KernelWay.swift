/// Where a call leads in the kernel: the functions that it comes to, and what they change. As Linux 6.18
/// has them.
public struct KernelWay: Hashable, Sendable {
    /// From the call inwards: `ksys_unshare()`, `create_new_namespaces()`, `copy_utsname()`.
    public let functions: [String]
    /// `nsproxy->uts_ns`.
    public let structures: [String]

    /// `ksys_unshare() → create_new_namespaces() → copy_utsname(): nsproxy->uts_ns`.
    public var text: String {
        let way = functions.map { "\($0)()" }.joined(separator: " → ")
        return structures.isEmpty ? way : "\(way): \(structures.joined(separator: ", "))"
    }

    init(_ functions: [String], _ structures: [String] = []) {
        self.functions = functions
        self.structures = structures
    }

    init(of record: TraceRecord, _ requests: [NetlinkRequest]) {
        let a = record.arguments
        switch record.name {
        case "unshare":
            self.init(["ksys_unshare"], ["unshare_nsproxy_namespaces"], a[0], user: ["unshare_userns"])
        case "clone":
            self.init(
                ["kernel_clone", "copy_process"], ["copy_namespaces"], a[0] & ~0xff,
                user: ["copy_creds"])
        case "clone3":
            let bytes = record.part(.bytes, of: 0)?.bytes ?? []
            self.init(
                ["kernel_clone", "copy_process"], ["copy_namespaces"],
                bytes.count >= 8 ? bytes.number64(at: 0) : 0, user: ["copy_creds"])
        case "setns": self.init(joining: record)
        case "mount": self.init(mounting: a[3])
        case "sendto", "sendmsg": self.init(sending: requests)
        case "write", "pwrite64":
            let file = String(decoding: record.part(.file, of: 0)?.bytes ?? [], as: UTF8.self)
            self = Self.maps.first { file.hasSuffix($0.key) }?.value ?? KernelWay(["vfs_write"])
        default: self = Self.all[record.name] ?? KernelWay([])
        }
    }

    private static let maps: [String: KernelWay] = [
        "uid_map": KernelWay(["proc_uid_map_write", "map_write"], ["user_ns->uid_map"]),
        "gid_map": KernelWay(["proc_gid_map_write", "map_write"], ["user_ns->gid_map"]),
        "setgroups": KernelWay(["proc_setgroups_write"], ["user_ns->flags"]),
    ]

    private static let all: [String: KernelWay] = {
        let uts = ["nsproxy->uts_ns->name"]
        func ids(_ name: String) -> [String] { ["nsproxy->ipc_ns->ids[IPC_\(name)_IDS]"] }
        return [
            "umount2": KernelWay(
                ["path_umount", "do_umount", "umount_tree"], ["mnt_namespace", "mount"]),
            "pivot_root": KernelWay(
                ["__x64_sys_pivot_root", "chroot_fs_refs"], ["mnt_namespace->root", "fs_struct->root"]),
            "chroot": KernelWay(["__x64_sys_chroot", "set_fs_root"], ["current->fs->root"]),
            "sethostname": KernelWay(["__x64_sys_sethostname"], uts.map { $0 + ".nodename" }),
            "setdomainname": KernelWay(["__x64_sys_setdomainname"], uts.map { $0 + ".domainname" }),
            "pidfd_open": KernelWay(["__x64_sys_pidfd_open", "pidfd_create"], ["struct pid"]),
            "open_tree": KernelWay(["__x64_sys_open_tree", "open_detached_copy"], ["mount"]),
            "move_mount": KernelWay(
                ["__x64_sys_move_mount", "do_move_mount"], ["mnt_namespace", "mount"]),
            "fsopen": KernelWay(["__x64_sys_fsopen", "fs_context_for_mount"], ["fs_context"]),
            "fsconfig": KernelWay(["__x64_sys_fsconfig", "vfs_fsconfig_locked"], ["fs_context"]),
            "fsmount": KernelWay(["__x64_sys_fsmount", "vfs_create_mount"], ["mount"]),
            "mount_setattr": KernelWay(
                ["__x64_sys_mount_setattr", "do_mount_setattr"], ["mount->mnt.mnt_flags"]),
            "msgget": KernelWay(["ksys_msgget", "ipcget", "newque"], ids("MSG")),
            "msgctl": KernelWay(["ksys_msgctl"], ids("MSG")),
            "semget": KernelWay(["ksys_semget", "ipcget", "newary"], ids("SEM")),
            "semctl": KernelWay(["ksys_semctl"], ids("SEM")),
            "shmget": KernelWay(["ksys_shmget", "ipcget", "newseg"], ids("SHM")),
            "shmctl": KernelWay(["ksys_shmctl"], ids("SHM")),
            "socket": KernelWay(
                ["__sys_socket", "netlink_create"], ["sock->sk_net", "nsproxy->net_ns"]),
        ]
    }()

    /// By kind: the flag, what makes a new one, what points to it.
    private static let kinds: [(flag: UInt64, copy: String, install: String, pointer: String)] = [
        (0x400_0000, "copy_utsname", "utsns_install", "uts_ns"),
        (0x800_0000, "copy_ipcs", "ipcns_install", "ipc_ns"),
        (0x20000, "copy_mnt_ns", "mntns_install", "mnt_ns"),
        (0x2000_0000, "copy_pid_ns", "pidns_install", "pid_ns_for_children"),
        (0x4000_0000, "copy_net_ns", "netns_install", "net_ns"),
        (0x200_0000, "copy_cgroup_ns", "cgroupns_install", "cgroup_ns"),
        (0x80, "copy_time_ns", "timens_install", "time_ns_for_children"),
    ]
    private static let user: UInt64 = 0x1000_0000

    /// - Parameters:
    ///   - first: where the call comes in.
    ///   - then: on the way to the namespaces of `nsproxy`.
    ///   - user: on the way to the one kind that is not there.
    private init(_ first: [String], _ then: [String], _ flags: UInt64, user: [String]) {
        let made = Self.kinds.filter { flags & $0.flag != 0 }
        let hasUser = flags & Self.user != 0
        var functions = first
        if hasUser { functions += user + ["create_user_ns"] }
        if !made.isEmpty { functions += then + ["create_new_namespaces"] + made.map(\.copy) }
        self.init(
            functions, (hasUser ? ["cred->user_ns"] : []) + made.map { "nsproxy->\($0.pointer)" })
    }

    private init(joining record: TraceRecord) {
        guard let link = record.part(.file, of: 0)?.bytes else {
            // No descriptor, so it goes no further.
            self.init(["__x64_sys_setns"])
            return
        }
        let file = String(decoding: link, as: UTF8.self)
        let isProcess = file.hasPrefix("anon_inode:") || file.hasPrefix("pidfd:")
        var flags = record.arguments[1] & 0xffff_ffff
        // 0 is for whatever the descriptor is.
        if flags == 0 {
            let names = ["uts": 0, "ipc": 1, "mnt": 2, "pid": 3, "net": 4, "cgroup": 5, "time": 6]
            let kind = String(file.prefix { $0 != ":" })
            flags = kind == "user" ? Self.user : names[kind].map { Self.kinds[$0].flag } ?? 0
        }
        let joined = Self.kinds.filter { flags & $0.flag != 0 }
        let hasUser = flags & Self.user != 0
        self.init(
            [isProcess ? "validate_nsset" : "validate_ns"] + (hasUser ? ["userns_install"] : [])
                + joined.map(\.install) + ["commit_nsset"],
            (hasUser ? ["cred->user_ns"] : [])
                + joined.flatMap { kind in
                    // It is moved itself, unlike with a PID namespace, and unlike with unshare(2).
                    (kind.copy == "copy_time_ns" ? ["nsproxy->time_ns"] : [])
                        + ["nsproxy->\(kind.pointer)"]
                })
    }

    /// `path_mount()` takes the first of these that fits.
    private init(mounting flags: UInt64) {
        let remount: UInt64 = 32, bind: UInt64 = 1 << 12, move: UInt64 = 1 << 13
        let propagation: UInt64 = 1 << 17 | 1 << 18 | 1 << 19 | 1 << 20
        switch flags {
        case _ where flags & (remount | bind) == remount | bind:
            self.init(["path_mount", "do_reconfigure_mnt"], ["mount->mnt.mnt_flags"])
        case _ where flags & remount != 0:
            self.init(["path_mount", "do_remount", "reconfigure_super"], ["super_block"])
        case _ where flags & bind != 0:
            let isDeep = flags & 1 << 14 != 0
            self.init(
                ["path_mount", "do_loopback", isDeep ? "copy_tree" : "clone_mnt"],
                ["mnt_namespace", "mount"])
        case _ where flags & propagation != 0:
            self.init(["path_mount", "do_change_type"], ["mount->mnt_share", "mount->mnt_master"])
        case _ where flags & move != 0:
            self.init(["path_mount", "do_move_mount"], ["mnt_namespace", "mount"])
        default:
            self.init(["path_mount", "do_new_mount", "do_add_mount"], ["mnt_namespace", "mount"])
        }
    }

    private init(sending requests: [NetlinkRequest]) {
        let start = ["netlink_sendmsg", "rtnetlink_rcv_msg"]
        guard let request = requests.first else {
            self.init(start)
            return
        }
        let isInternet6 = request.family == 10
        switch request.type {
        case 16 where request.isMove, 19 where request.isMove:
            self.init(
                start + ["do_setlink", "__dev_change_net_namespace"], ["net_device->nd_net"])
        case 16: self.init(start + ["rtnl_newlink"], ["net", "net_device"])
        case 17: self.init(start + ["rtnl_dellink"], ["net", "net_device"])
        case 18: self.init(start + ["rtnl_getlink"], ["net", "net_device"])
        case 19: self.init(start + ["rtnl_setlink", "do_setlink"], ["net_device"])
        case 20, 21:
            let verb = request.type == 20 ? "newaddr" : "deladdr"
            self.init(
                start + [isInternet6 ? "inet6_rtm_\(verb)" : "inet_rtm_\(verb)"],
                [isInternet6 ? "inet6_ifaddr" : "in_ifaddr"])
        case 24, 25:
            let verb = request.type == 24 ? "newroute" : "delroute"
            self.init(
                start + [isInternet6 ? "inet6_rtm_\(verb)" : "inet_rtm_\(verb)"],
                [isInternet6 ? "fib6_table" : "fib_table"])
        case 88: self.init(start + ["rtnl_net_newid"], ["net->netns_ids"])
        default: self.init(start)
        }
    }
}
