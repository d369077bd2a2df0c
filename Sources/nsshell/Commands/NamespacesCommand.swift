import ArgumentParser
struct NamespacesCommand: ParsableCommand { static let configuration = CommandConfiguration(commandName: "namespaces") }
