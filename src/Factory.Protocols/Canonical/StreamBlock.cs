using System.Text;
using Factory.Protocols.Json;

namespace Factory.Protocols.Canonical;

/// <summary>One block of a streamed reply, with what of it has not been passed on.</summary>
/// <param name="kind">What it holds.</param>
/// <param name="path">Where it came from, for errors.</param>
internal sealed class StreamBlock(StreamBlockKind kind, string path)
{
    private readonly JsonObjectText? _arguments = kind == StreamBlockKind.ToolCall ? new JsonObjectText() : null;
    private readonly StringBuilder _waiting = new();

    /// <value>What it holds.</value>
    public StreamBlockKind Kind => kind;

    /// <value>Where it came from, for errors.</value>
    public string Path => path;

    /// <value>The id of the call; empty where the provider gives none.</value>
    public string Id { get; set; } = "";

    /// <value>The tool of the call; null until its name is complete.</value>
    public ToolName? Tool { get; set; }

    /// <value>The signature that follows the reasoning; null for none.</value>
    public ReasoningSignature? Signature { get; set; }

    /// <value>Whether no more of it comes.</value>
    public bool IsClosed { get; set; }

    /// <value>Whether the call has been passed on.</value>
    public bool IsBegun { get; set; }

    /// <value>Whether something of it can be passed on.</value>
    public bool HasWaiting => (_waiting.Length > 0 && !OnlyHoldsHalf) || Signature is not null || IsCallToBegin;

    private bool IsCallToBegin => Kind == StreamBlockKind.ToolCall && !IsBegun;

    private bool OnlyHoldsHalf => !IsClosed && _waiting.Length == 1 && char.IsHighSurrogate(_waiting[0]);

    /// <value>Length of what has been received, in characters.</value>
    public int Length => _arguments?.Length ?? _waiting.Length;

    /// <summary>Adds what the provider sent.</summary>
    public void Append(string delta)
    {
        _waiting.Append(delta);
        _arguments?.Append(delta);
    }

    /// <summary>
    /// What can be passed on. Half of a character at its end waits for the other half, which servers that cut text by
    /// UTF-16 units send with the next delta; a half that stays alone is replaced.
    /// </summary>
    public string TakeWaiting()
    {
        var held = !IsClosed && _waiting.Length > 0 && char.IsHighSurrogate(_waiting[^1]) ? 1 : 0;
        var taken = JsonText.WithWholeCharacters(_waiting.ToString(0, _waiting.Length - held));
        _waiting.Remove(0, _waiting.Length - held);
        return taken;
    }

    /// <summary>Whether the block is a call whose arguments are a complete object.</summary>
    public bool HasCompleteArguments() => _arguments?.IsComplete() == true;
}
