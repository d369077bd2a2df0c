/// `reaches[ADDRESS]` and `answers[ADDRESS:PORT]`: what the network answers when it is asked from
/// inside a process's network namespace.
struct ProbeFacts: FactProvider {
    var shapes: [FactShape] {
        [
            FactShape(
                "reaches", "true where an ICMP echo to this address is answered within 250 ms",
                isKeyed: true, isLeaf: false, keyForm: .address, isProbe: true),
            FactShape(
                "answers",
                "what a TCP server there says within 250 ms; absent where nobody answers",
                isKeyed: true, isLeaf: false, keyForm: .endpoint, isProbe: true),
        ]
    }

    func fact(_ path: [FactStep], of subject: FactSubject) -> Fact {
        guard let key = path[0].key else { return .unknown("\(path[0].name) does not say which") }
        guard let probe = probe(path[0], of: subject) else {
            let misfit = shapes.first { $0.name == path[0].name }?.keyForm?.misfit(of: key)
            return .unknown("\(key): \(misfit ?? "nothing to ask")")
        }
        if probe.finding == nil { subject.probes.round.finish() }
        return probe.finding ?? .unknown("it was not asked")
    }

    func prepare(_ path: [FactStep], of subject: FactSubject) { _ = probe(path[0], of: subject) }

    /// What has been begun for that question, now or before; nil where its key makes no sense.
    private func probe(_ step: FactStep, of subject: FactSubject) -> (any Probe)? {
        guard let key = step.key else { return nil }
        return subject.probes.probe(for: step) {
            switch step.name {
            case "reaches": (try? NetworkAddress(key)).map { EchoProbe(to: $0, from: subject) }
            default: (try? NetworkEndpoint(key)).map { AnswerProbe(from: subject, to: $0) }
            }
        }
    }
}

/// What was asked of the network for one subject.
final class SubjectProbes {
    /// Those that run at once.
    var round = ProbeRound()
    private var begun: [FactStep: any Probe] = [:]

    func probe(for question: FactStep, begin: () -> (any Probe)?) -> (any Probe)? {
        if let known = begun[question] { return known }
        guard let probe = begin() else { return nil }
        begun[question] = probe
        round.add(probe)
        return probe
    }
}
