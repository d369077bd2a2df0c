internal import Namespaces
internal import Synchronization
internal import SystemCalls

/// A process outside the lab that ends it when nsshell is gone, and removes what the kernel keeps.
///
/// Init ends with nsshell by itself, but a lab's root may trace it and take that from it. Nothing in
/// the lab can reach a guardian: it is in none of the lab's namespaces.
final class Guardian: Sendable {
    /// What bounds all processes of the lab together; nil where this process may make no group that
    /// limits anything.
    let group: ControlGroup?
    private let process: ProcessDescriptor
    /// Its end tells the guardian that nsshell is gone, or needs the lab no more.
    private let line: Mutex<Descriptor?>

    /// Ends the lab of this PID 1 when this process is gone, and bounds it.
    ///
    /// - Parameters:
    ///   - besideUnified: the lab has a cgroup2 group already.
    ///   - listener: where the lab asks for copies of this program.
    init(
        of initProcess: Int32, besideUnified: Bool, listener: Int32
    ) throws(SystemCallError) {
        let group = ControlGroup(besideUnified: besideUnified)
        let line = try Pipe()
        process = try Self.plan(
            line.reader.number, killing: (initProcess, listener),
            removing: group?.directories ?? []
        ).spawn().takeProcess()
        Strangers.isOurs(process.pid)
        self.line = Mutex(line.takeWriter())
        self.group = group?.create() == true ? group : nil
    }

    /// Removes control groups and files when this process is gone. Made before they are: nsshell
    /// may be killed at any moment.
    init(removing directories: [String], files: [String] = []) throws(SystemCallError) {
        let line = try Pipe()
        process = try Self.plan(
            line.reader.number, killing: nil, removing: directories, files: files
        ).spawn().takeProcess()
        Strangers.isOurs(process.pid)
        self.line = Mutex(line.takeWriter())
        group = nil
    }

    private static func plan(
        _ line: Int32, killing lab: (initProcess: Int32, listener: Int32)?,
        removing directories: [String], files: [String] = []
    ) -> Plan {
        // It must hold nothing that says that nsshell is alive, nor anybody's terminal.
        var plan = Plan([.newSession, .name("lab-guard")])
        plan.append(.duplicate(.inherited(line), onto: 0))
        if let lab {
            plan.append([
                .duplicate(.inherited(lab.initProcess), onto: 1),
                .duplicate(.inherited(lab.listener), onto: 2),
            ])
            let shared = SharedProgram.file
            if shared >= 0 { plan.append(.duplicate(.inherited(shared), onto: 3)) }
            plan.append(.closeFrom(shared >= 0 ? 4 : 3))
            // Should that fail, waiting does not.
            plan.attempt(.serveProgram(listener: 2, until: 0, shared: shared >= 0 ? 3 : -1))
        } else {
            plan.append(.closeFrom(1))
        }
        plan.append(.awaitEnd(0))
        if lab != nil { plan.attempt(.kill(1)) }
        for file in files { plan.attempt(.removeFile(file)) }
        for directory in directories { plan.attempt(.removeControlGroup(directory)) }
        return plan
    }

    /// To be called when the lab has ended: waits until nothing of it is left.
    func end() {
        line.withLock { $0 = nil }
        _ = try? process.wait()
        Strangers.isReaped(process.pid)
    }
}
