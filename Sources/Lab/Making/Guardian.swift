internal import Namespaces
internal import SystemCalls

/// A process outside the lab that ends it when nsshell is gone, and removes what the kernel keeps.
///
/// Init ends with nsshell by itself, but a lab's root may trace it and take that from it. Nothing in
/// the lab can reach a guardian: it is in none of the lab's namespaces.
final class Guardian {
    /// What bounds all processes of the lab together; nil where this process may make no group that
    /// limits anything.
    let group: ControlGroup?
    private let process: ProcessDescriptor
    /// Its end tells the guardian that nsshell is gone, or needs the lab no more.
    private var line: Descriptor?

    init(of initProcess: Int32) throws(SystemCallError) {
        let group = ControlGroup()
        let line = try Pipe()
        // It must hold nothing that says that nsshell is alive, nor anybody's terminal.
        var plan = Plan([
            .newSession, .name("lab-guard"), .duplicate(.inherited(initProcess), onto: 1),
            .duplicate(.inherited(line.reader.number), onto: 0), .closeFrom(2), .awaitEnd(0),
        ])
        plan.attempt(.kill(1))
        for directory in group?.directories ?? [] { plan.attempt(.removeDirectory(directory)) }
        // Before there is anything to remove: nsshell may be killed at any moment.
        process = try plan.spawn().takeProcess()
        self.line = line.takeWriter()
        self.group = group?.create() == true ? group : nil
    }

    /// To be called when the lab has ended: waits until nothing of it is left.
    func end() {
        line = nil
        _ = try? process.wait()
    }
}
