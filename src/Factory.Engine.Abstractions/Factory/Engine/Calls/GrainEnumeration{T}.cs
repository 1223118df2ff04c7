namespace Factory.Engine.Calls;

/// <summary>A grain's sequence, before anybody asks for its elements. Generated classes hold the arguments; each enumerator calls the grain anew.</summary>
public abstract class GrainEnumeration<T> : IAsyncEnumerable<T>
{
    private const int DefaultBatchSize = 100;

    private IGrainCallSender? _sender;
    private GrainProxy? _target;

    public abstract GrainMethod Method { get; }

    public virtual int ArgumentCount => 0;

    /// <summary>The token among the arguments.</summary>
    public virtual CancellationToken CancellationToken => default;

    /// <summary>How many elements that are ready travel together at most.</summary>
    /// <value>Default 100, as in Orleans. At least 1.</value>
    public int MaxBatchSize
    {
        get;
        set => field = value > 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A batch holds at least one element.");
    } = DefaultBatchSize;

    public virtual object? GetArgument(int index) => throw new ArgumentOutOfRangeException(nameof(index));

    public IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default) =>
        _sender!.Enumerate(_target!, this, cancellationToken);

    protected internal abstract IAsyncEnumerable<T> Invoke(object grain);

    internal IAsyncEnumerable<T> At(GrainProxy target, IGrainCallSender sender)
    {
        (_target, _sender) = (target, sender);
        return this;
    }
}
