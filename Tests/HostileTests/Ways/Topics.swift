extension Topic {
    /// All of them. What a lab and the machine have between them decides the order: first what
    /// learners do by accident.
    static let all: [Topic] = [
        Topic("classics", Way.classics),
        Topic("settings", Way.settings),
        Topic("devices", Way.devices),
        Topic("kernel", Way.kernelDoors),
        Topic("processes", Way.processes),
        Topic("joining", Way.joining),
        Topic("descriptors", Way.descriptors),
        Topic("mounts", Way.mounts),
        Topic("identities", Way.identities),
        Topic("published", Way.published),
        Topic("sockets", Way.sockets),
        Topic("messages", Way.messages),
        Topic("keys", Way.keys),
        Topic("network", Way.network),
        Topic("terminals", Way.terminals),
        Topic("readers", Way.readers),
        Topic("exhaustion", Way.exhaustion),
        Topic("limits", Way.limits),
    ]
}
