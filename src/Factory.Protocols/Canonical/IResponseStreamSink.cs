namespace Factory.Protocols.Canonical;

/// <summary>
/// Takes a streamed reply delta by delta. Deltas of one kind belong to one block until <see cref="EndBlock"/> or a
/// delta of another kind. Tool calls never interleave: <see cref="ToolCallSequencer"/>. After <see cref="Fail"/> or
/// <see cref="Complete"/> nothing more is taken.
/// </summary>
internal interface IResponseStreamSink
{
    /// <summary>More text. An empty delta changes nothing.</summary>
    void AppendText(string delta);

    /// <summary>More of a refusal. An empty delta changes nothing.</summary>
    void AppendRefusal(string delta);

    /// <summary>More reasoning. An empty delta changes nothing.</summary>
    void AppendReasoning(string delta);

    /// <summary>
    /// Ends the open reasoning block with its signature; without an open one, a block that consists of the signature
    /// only.
    /// </summary>
    void SetReasoningSignature(ReasoningSignature signature);

    /// <summary>Opens a tool call.</summary>
    void BeginToolCall(string id, ToolName name);

    /// <summary>More arguments of the open call.</summary>
    /// <exception cref="TranslationException">No call is open.</exception>
    void AppendToolArguments(string delta);

    /// <summary>Ends the open block; without one nothing happens.</summary>
    void EndBlock();

    /// <summary>The token counts so far; later counts replace earlier ones.</summary>
    void SetUsage(Usage usage);

    /// <summary>Why the reply ends; a later reason replaces an earlier one.</summary>
    void SetStopReason(StopReason stop, string? sequence);

    /// <summary>The provider reported a failure: ends the stream with an error.</summary>
    void Fail(ApiError error);

    /// <summary>The provider's stream ended: writes the terminal event, once.</summary>
    void Complete();
}
