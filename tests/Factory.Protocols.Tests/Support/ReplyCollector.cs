using System.Text;
using Factory.Protocols.Conversations;

namespace Factory.Protocols.Tests.Support;

/// <summary>Puts a streamed reply together again.</summary>
internal sealed class ReplyCollector : IReplySink
{
    private readonly List<ContentPart> _parts = [];
    private readonly StringBuilder _text = new();
    private Func<string, ContentPart>? _open;
    private Type? _kind;
    private StopReason? _stop;
    private string? _sequence;
    private Usage? _usage;

    public int Ends { get; private set; }

    public Failure? Failure { get; private set; }

    public ModelResponse Reply => new(_parts, _stop ?? throw new InvalidOperationException("The stream did not say why it stopped."), _sequence, _usage);

    public IReadOnlyList<ContentPart> Parts => _parts;

    public void Text(string piece) => Piece<TextPart>(piece, text => new TextPart(text));

    public void Refusal(string piece) => Piece<RefusalPart>(piece, text => new RefusalPart(text));

    public void Thinking(string piece) => Piece<ThinkingPart>(piece, text => new ThinkingPart(text, Unsealed));

    public void Sealed(ReasoningSignature seal)
    {
        if (_kind != typeof(ThinkingPart))
        {
            Close();
            _kind = typeof(ThinkingPart);
        }

        _open = text => new ThinkingPart(text, seal);
        Close();
    }

    public void Call(string id, ToolName name)
    {
        Close();
        (_kind, _open) = (typeof(ToolCallPart), text => new ToolCallPart(id, name, text));
    }

    public void Arguments(string piece)
    {
        _kind.ShouldBe(typeof(ToolCallPart));
        _text.Append(piece);
    }

    public void Close()
    {
        if (_open is not null)
        {
            _parts.Add(_open(_text.ToString()));
        }

        _text.Clear();
        (_open, _kind) = (null, null);
    }

    public void Count(Usage usage) => _usage = usage;

    public int Stops { get; private set; }

    public void Stopped(StopReason stop, string? sequence)
    {
        Stops++;
        (_stop, _sequence) = (stop, sequence);
    }

    public void Failed(Failure failure) => Failure = failure;

    public void End()
    {
        Close();
        _stop = _stop?.With(_parts.OfType<ToolCallPart>().Any());
        Ends++;
    }

    /// <value>What thoughts carry that nobody sealed.</value>
    public ReasoningSignature Unsealed { get; init; } = new(Protocol.OpenAIChat, "");

    private void Piece<T>(string piece, Func<string, ContentPart> make)
    {
        if (piece.Length == 0)
        {
            return;
        }

        if (_kind != typeof(T))
        {
            Close();
            (_kind, _open) = (typeof(T), make);
        }

        _text.Append(piece);
    }
}
