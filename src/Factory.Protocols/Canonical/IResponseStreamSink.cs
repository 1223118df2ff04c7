using Factory.Protocols.Errors;

namespace Factory.Protocols.Canonical;

/// <summary>
/// Takes a streamed reply piece by piece. Pieces of one kind belong to one block until <see cref="EndBlock"/> or a piece of another kind comes; calls never interleave.
/// </summary>
internal interface IResponseStreamSink
{
    void AppendText(string piece);

    void AppendRefusal(string piece);

    void AppendReasoning(string piece);

    /// <summary>The seal of the open thoughts, or of none: then it stands alone.</summary>
    void SetReasoningSignature(ReasoningSignature signature);

    void BeginToolCall(string id, ToolName name);

    /// <summary>More of the open call's arguments.</summary>
    void AppendToolArguments(string piece);

    /// <summary>The open block is whole. Without an open block nothing happens.</summary>
    void EndBlock();

    /// <summary>What is known of the usage so far; later counts replace earlier ones.</summary>
    void SetUsage(Usage usage);

    void SetStopReason(StopReason stop, string? sequence);

    /// <summary>The provider said that it failed. Nothing follows.</summary>
    void Fail(ApiError error);

    /// <summary>Nothing follows: writes the terminal event, once.</summary>
    void Complete();
}

/// <summary>A failure that the provider reported or that ends the client's stream.</summary>
/// <param name="Kind">Why.</param>
/// <param name="Message">For the user: no secrets.</param>
internal sealed record ApiError(ApiErrorKind Kind, string Message);
