internal import CLinux
import Glibc
import SystemCalls

/// Each operation as the C child reads it: `nl_op` of plan.h.
extension PlanMemory {
    mutating func encoded(_ operation: Operation) -> nl_op {
        var op = nl_op()
        op.fd = -1
        func code(_ code: nl_code) { op.code = Int32(bitPattern: code.rawValue) }
        func prctl(_ option: Int32, _ argument: UInt64) {
            code(NL_PRCTL)
            op.flags = UInt64(option)
            op.value = argument
        }
        switch operation {
        case .awaitByte(let fd):
            code(NL_AWAIT)
            op.fd = fd
        case .awaitEnd(let fd):
            code(NL_AWAIT_END)
            op.fd = fd
        case .awaitRest(let fd):
            code(NL_AWAIT_REST)
            op.fd = fd
            op.data = placeOfRest()
        case .kill(let fd):
            code(NL_KILL)
            op.fd = fd
        case .ready: code(NL_READY)
        case .write(let path, let content, let mode):
            code(NL_WRITE)
            op.a = text(path)
            bytes(content, into: &op)
            op.flags = mode == nil ? 0 : UInt64(O_CREAT | O_TRUNC)
            op.value = UInt64(mode ?? 0)
        case .makeDirectory(let path, let mode):
            code(NL_MKDIR)
            op.a = text(path)
            op.value = UInt64(mode)
        case .removeControlGroup(let path):
            code(NL_RMDIR)
            op.a = text(path)
        case .removeFile(let path):
            code(NL_UNLINK)
            op.a = text(path)
        case .symlink(let target, let path):
            code(NL_SYMLINK)
            op.a = text(target)
            op.b = text(path)
        case .copy(let from, let to, let mode):
            code(NL_COPY)
            op.a = text(from)
            op.b = text(to)
            op.value = UInt64(mode)
        case .changeDirectory(let path):
            code(NL_CHDIR)
            op.a = text(path)
        case .changeRoot(let path):
            code(NL_CHROOT)
            op.a = text(path)
        case .umask(let mask):
            code(NL_UMASK)
            op.value = UInt64(mask)
        case .mount(let source, let target, let type, let flags, let options):
            code(NL_MOUNT)
            op.a = text(source)
            op.b = text(target)
            op.c = text(type)
            op.flags = UInt64(flags)
            op.data = UnsafeRawPointer(text(options))
        case .mountAttributes(let path, let set, let clear):
            code(NL_MOUNT_ATTR)
            op.a = text(path)
            op.flags = set
            op.value = clear
        case .unmount(let path, let flags):
            code(NL_UMOUNT)
            op.a = text(path)
            op.flags = UInt64(flags)
        case .pivotRoot(let new, let old):
            code(NL_PIVOT_ROOT)
            op.a = text(new)
            op.b = text(old)
        case .join(let descriptor, let kinds):
            code(NL_SETNS)
            op.fd = descriptor.number
            op.flags = kinds.flags
        case .unshare(let kinds):
            code(NL_UNSHARE)
            op.flags = kinds.flags
        case .setHostname(let name):
            code(NL_SETHOSTNAME)
            op.a = text(name)
        case .setDomainname(let name):
            code(NL_SETDOMAINNAME)
            op.a = text(name)
        case .linkUp(let name):
            code(NL_LINK_UP)
            op.a = text(name)
        case .dropGroups: code(NL_SETGROUPS)
        case .setGID(let id):
            code(NL_SETGID)
            op.value = UInt64(id)
        case .setUID(let id):
            code(NL_SETUID)
            op.value = UInt64(id)
        case .fileSystemIDs(let user, let group):
            code(NL_SETFSIDS)
            op.value = UInt64(user)
            op.flags = UInt64(group)
        case .dumpable(let allowed): prctl(PR_SET_DUMPABLE, allowed ? 1 : 0)
        case .parentDeathSignal(let signal): prctl(PR_SET_PDEATHSIG, UInt64(signal))
        case .name(let name):
            prctl(PR_SET_NAME, 0)
            op.value = UInt64(UInt(bitPattern: text(name)))
        case .dropFromBoundingSet(let capability):
            prctl(PR_CAPBSET_DROP, UInt64(capability.number))
        case .ownKeyring: code(NL_KEYRING)
        case .denyKeys: code(NL_DENY_KEYS)
        case .limit(let resource, let value):
            code(NL_RLIMIT)
            op.flags = UInt64(resource.number)
            op.value = value
        case .defaultSignals: code(NL_SIGNALS)
        case .ignore(let signal):
            code(NL_IGNORE)
            op.value = UInt64(signal)
        case .open(let path, let flags, let slot):
            code(NL_OPEN)
            op.a = text(path)
            op.flags = UInt64(flags)
            op.value = UInt64(slot)
        case .close(let descriptor):
            code(NL_CLOSE)
            op.fd = descriptor.number
        case .duplicate(let descriptor, let number):
            code(NL_DUP2)
            op.fd = descriptor.number
            op.value = UInt64(number)
        case .closeFrom(let number, let onExecute):
            code(NL_CLOSE_FROM)
            op.value = UInt64(number)
            op.flags = onExecute ? 4 : 0  // CLOSE_RANGE_CLOEXEC
        case .openTerminal(let path, let slot, let columns, let rows, let isUTF8):
            code(NL_OPEN_PTY)
            op.a = text(path)
            op.flags = UInt64(UInt16(clamping: columns)) << 16 | UInt64(UInt16(clamping: rows))
            op.size = isUTF8 ? 1 : 0
            op.value = UInt64(slot)
        case .openSocket(let family, let type, let number, let slot):
            code(NL_SOCKET)
            op.flags = UInt64(UInt32(bitPattern: family)) << 32 | UInt64(UInt32(bitPattern: type))
            op.size = Int(number)
            op.value = UInt64(slot)
        case .send(let descriptor, let socket):
            code(NL_SEND)
            op.fd = descriptor.number
            op.value = UInt64(socket)
        case .listen(let descriptor, let path):
            code(NL_LISTEN)
            op.fd = descriptor.number
            op.a = text(path)
        case .serveProgram(let listener, let line, let shared):
            code(NL_SERVE_PROGRAM)
            op.fd = listener
            op.flags = UInt64(UInt32(bitPattern: shared))
            op.value = UInt64(line)
        case .serveCalls(let socket, let terminal, let hearsInterrupts):
            code(NL_SERVE_CALLS)
            op.fd = socket
            op.value = UInt64(UInt32(bitPattern: terminal))
            op.flags = hearsInterrupts ? 1 : 0
        case .arm(let process, let socket):
            code(NL_ARM)
            op.fd = socket
            op.value = UInt64(UInt32(bitPattern: process))
        case .trace(let listener, let board, let parent):
            code(NL_TRACE)
            op.fd = listener
            op.data = UnsafeRawPointer(bitPattern: board)
            op.value = UInt64(UInt32(bitPattern: parent))
        case .newSession: code(NL_SETSID)
        case .controllingTerminal(let descriptor):
            code(NL_CTTY)
            op.fd = descriptor.number
        case .openBelow(let root, let path, let following, let slot, let inMemory):
            code(NL_OPEN_BELOW)
            op.fd = root.number
            op.a = text(path)
            op.flags = following ? 0 : UInt64(O_NOFOLLOW)
            op.value = UInt64(slot)
            op.size = inMemory ? 1 : 0
        case .openFileSystem(let type, let slot):
            code(NL_OPEN_TYPE)
            op.a = text(type)
            op.value = UInt64(slot)
        case .reportNames: code(NL_UNAME)
        case .reportClocks: code(NL_CLOCKS)
        case .reportStatus(let file):
            code(NL_STATUS)
            op.fd = file.number
        case .reportLink(let link):
            code(NL_LINK)
            op.fd = link.number
        case .reportContents(let file, let limit):
            code(NL_CONTENTS)
            op.fd = file.number
            op.value = UInt64(limit)
        case .report(let path, let limit):
            code(NL_READ)
            op.a = text(path)
            op.value = UInt64(limit)
        case .reportEntries(let directory, let limit):
            code(NL_NAMES)
            op.fd = directory.number
            op.value = UInt64(limit)
        case .continueInChild: code(NL_CLONE)
        case .execute(let file, let path, let arguments, let environment):
            code(NL_EXEC)
            op.data = execution(file, path, arguments, environment)
        case .openStarter(let slot):
            code(NL_OPEN_STARTER)
            op.value = UInt64(slot)
        case .executeThrough(let starter, let file, let path, let arguments, let environment):
            code(NL_EXEC_THROUGH)
            op.fd = starter.number
            op.data = execution(file, path, [""] + arguments, environment)
        case .executeOpen(let program, let arguments):
            code(NL_EXEC)
            op.fd = program.number
            op.data = execution(nil, nil, arguments, [])
        case .exit(let status):
            code(NL_EXIT)
            op.value = UInt64(status)
        }
        return op
    }
}
