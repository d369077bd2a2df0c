public import Lessons

/// How far a learner has come in one lesson.
public struct LessonProgress: Hashable, Sendable {
    /// A step that is behind the learner.
    public struct DoneStep: Hashable, Sendable {
        /// How it was left.
        public enum Way: String, Hashable, Sendable {
            /// By the learner's own commands.
            case done
            /// All that it expects was true before anything was typed.
            case alreadyTrue
            /// By the lesson's own commands, which the learner asked for with `:skip`.
            case skipped
            /// Not at all: the machine could not do it.
            case impossible
        }

        public let id: String
        public let way: Way
        public let help: Help
        /// Seconds since 1970.
        public let time: Int

        public init(id: String, way: Way, help: Help, time: Int) {
            self.id = id
            self.way = way
            self.help = help
            self.time = time
        }
    }

    /// What a learner made use of in a step.
    public struct Help: Hashable, Sendable {
        /// How many hints were read.
        public var hints = 0
        /// Whether the lesson typed its own commands: `:show`.
        public var wasShown = false

        public init(hints: Int = 0, wasShown: Bool = false) {
            self.hints = hints
            self.wasShown = wasShown
        }
    }

    /// The lesson's text when it was last learnt from.
    public var digest: String
    /// Nil when the lesson is completed.
    public var stepAtHand: String?
    /// What was used so far of the step at hand.
    public var help = Help()
    /// In the order in which they were first done, each once.
    public private(set) var done: [DoneStep] = []
    /// Seconds since 1970.
    public var begun: Int
    public var changed: Int

    public init(of lesson: Lesson, time: Int) {
        self.init(
            digest: lesson.digest, stepAtHand: lesson.steps.first?.id, begun: time, changed: time)
    }

    init(digest: String, stepAtHand: String?, begun: Int, changed: Int) {
        self.digest = digest
        self.stepAtHand = stepAtHand
        self.begun = begun
        self.changed = changed
    }

    /// Whether the learner has been to the lesson's end and has not gone back.
    public var isCompleted: Bool { stepAtHand == nil }

    /// Keeps that a step is behind the learner. One that was done by hand stays so when it is
    /// skipped later.
    public mutating func keep(_ step: DoneStep) {
        guard let index = done.firstIndex(where: { $0.id == step.id }) else {
            done.append(step)
            return
        }
        let before = done[index]
        if before.way == .done, step.way != .done { return }
        // Help that was used once was used.
        let help = Help(
            hints: max(before.help.hints, step.help.hints),
            wasShown: before.help.wasShown || step.help.wasShown)
        done[index] = DoneStep(id: step.id, way: step.way, help: help, time: step.time)
    }

    /// Takes in the steps that were done meanwhile in another window.
    mutating func unite(with other: LessonProgress) {
        let known = Set(done.map(\.id))
        done += other.done.filter { !known.contains($0.id) }
    }

    /// Where the learner goes on: an index into the lesson's steps, their count where it is
    /// completed. Where a changed text has no such step any more, the first that is not done.
    public func place(in lesson: Lesson) -> Int {
        if let id = stepAtHand {
            if let index = lesson.steps.firstIndex(where: { $0.id == id }) { return index }
        } else if digest == lesson.digest {
            return lesson.steps.count
        }
        let ids = Set(done.map(\.id))
        return lesson.steps.firstIndex { !ids.contains($0.id) } ?? lesson.steps.count
    }

    /// How many of the lesson's steps are behind the learner.
    public func count(in lesson: Lesson) -> Int {
        let ids = Set(done.map(\.id))
        return lesson.steps.count { ids.contains($0.id) }
    }
}
