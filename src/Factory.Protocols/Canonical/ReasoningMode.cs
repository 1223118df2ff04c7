namespace Factory.Protocols.Canonical;

/// <summary>Whether a model reasons before it answers.</summary>
internal enum ReasoningMode
{
    /// <summary>The client left it to the model; an effort may still be set.</summary>
    Unspecified,

    /// <summary>The client switched it off.</summary>
    Off,

    /// <summary>The client switched it on.</summary>
    On,
}
