using System.Text;
using Factory.Protocols.Canonical;

namespace Factory.Protocols.Tests.Support;

/// <summary>Puts a streamed reply together again.</summary>
internal sealed class ReplyCollector : IResponseStreamSink
{
    private readonly List<ContentPart> _parts = [];
    private readonly StringBuilder _text = new();
    private Func<string, ContentPart>? _open;
    private Type? _kind;
    private StopReason? _stop;
    private string? _sequence;
    private Usage? _usage;

    public int Ends { get; private set; }

    public ApiError? Failure { get; private set; }

    public ModelResponse Reply =>
        new(_parts, _stop ?? throw new InvalidOperationException("The stream ended without a stop reason."), _sequence, _usage);

    public IReadOnlyList<ContentPart> Parts => _parts;

    public void AppendText(string delta) => Append<TextPart>(delta, text => new TextPart(text));

    public void AppendRefusal(string delta) => Append<RefusalPart>(delta, text => new RefusalPart(text));

    public void AppendReasoning(string delta) => Append<ReasoningPart>(delta, text => new ReasoningPart(text, Unsigned));

    public void SetReasoningSignature(ReasoningSignature signature)
    {
        if (_kind != typeof(ReasoningPart))
        {
            EndBlock();
            _kind = typeof(ReasoningPart);
        }

        _open = text => new ReasoningPart(text, signature);
        EndBlock();
    }

    public void BeginToolCall(string id, ToolName name)
    {
        EndBlock();
        (_kind, _open) = (typeof(ToolCallPart), text => new ToolCallPart(id, name, text));
    }

    public void AppendToolArguments(string delta)
    {
        _kind.ShouldBe(typeof(ToolCallPart));
        _text.Append(delta);
    }

    public void EndBlock()
    {
        if (_open is not null)
        {
            _parts.Add(_open(_text.ToString()));
        }

        _text.Clear();
        (_open, _kind) = (null, null);
    }

    public void SetUsage(Usage usage) => _usage = usage;

    public int Stops { get; private set; }

    public void SetStopReason(StopReason stop, string? sequence)
    {
        Stops++;
        (_stop, _sequence) = (stop, sequence);
    }

    public void Fail(ApiError error) => Failure = error;

    public void Complete()
    {
        EndBlock();
        _stop = _stop?.WithToolCalls(_parts.OfType<ToolCallPart>().Any());
        Ends++;
    }

    /// <value>The signature of reasoning without one.</value>
    public ReasoningSignature Unsigned { get; init; } = new(ModelApi.OpenAIChat, "");

    private void Append<T>(string delta, Func<string, ContentPart> make)
    {
        if (delta.Length == 0)
        {
            return;
        }

        if (_kind != typeof(T))
        {
            EndBlock();
            (_kind, _open) = (typeof(T), make);
        }

        _text.Append(delta);
    }
}
