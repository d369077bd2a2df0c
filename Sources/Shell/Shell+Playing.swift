internal import Course
internal import Lessons

/// A lab without a lesson.
extension Shell {
    /// With the network that a machine has, where this kernel can make one.
    static func freeTutor() throws(TeachingFailure) -> Tutor {
        do throws(TeachingFailure) {
            return try Tutor(.freePlay(requiring: [Ability.network.rawValue]))
        } catch {
            guard case .unfit = error else { throw error }
            return try Tutor(.freePlay(requiring: []))
        }
    }

    func showFreeLab() {
        page.heading(tutor.lesson.title)
        page.blank()
        let network =
            tutor.lesson.requires.isEmpty
            ? "It has no network but its own loopback, since this kernel can make no other."
            : "Its network leads to 10.0.2.2, which answers, and no further."
        page.say(
            "You are root here, and nothing that you do gets out or stays. \(network) :map draws "
                + "what there is, :reset makes a fresh one, :lessons lists what can be learned, "
                + ":help the rest.")
        page.blank()
    }
}
