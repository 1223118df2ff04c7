namespace Factory.Protocols.Canonical;

/// <summary>What a block of a streamed reply holds.</summary>
internal enum StreamBlockKind
{
    /// <summary>Text for the user.</summary>
    Text,

    /// <summary>A refusal in words.</summary>
    Refusal,

    /// <summary>Reasoning.</summary>
    Reasoning,

    /// <summary>A tool call.</summary>
    ToolCall,
}
