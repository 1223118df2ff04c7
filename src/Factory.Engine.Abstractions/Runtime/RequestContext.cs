using Factory.Engine.Activations;

namespace Orleans.Runtime;

/// <summary>Values that travel with calls: what is set before a call is seen by the called grain and by all that it calls.</summary>
/// <remarks>Values flow down only. A change made by the called grain is not seen by its caller.</remarks>
public static class RequestContext
{
    private const string ReentrancyKey = "#CCR"; // Orleans' own name, so that filters which copy entries treat it alike.

    private static readonly AsyncLocal<Dictionary<string, object>?> Values = new();
    private static long _chains;

    /// <summary>The call chain that may enter grains again, where they allow it; empty when there is none.</summary>
    public static Guid ReentrancyId
    {
        get => Get(ReentrancyKey) is Guid id ? id : Guid.Empty;
        set
        {
            if (value == Guid.Empty)
            {
                Remove(ReentrancyKey);
            }
            else
            {
                Set(ReentrancyKey, value);
            }
        }
    }

    public static IEnumerable<string> Keys => Values.Value?.Keys ?? Enumerable.Empty<string>();

    public static IEnumerable<KeyValuePair<string, object>> Entries => Values.Value ?? Enumerable.Empty<KeyValuePair<string, object>>();

    public static object? Get(string key) => Values.Value?.GetValueOrDefault(key);

    public static void Set(string key, object value)
    {
        // Copied on write: calls under way hold the dictionary that was there when they started.
        var copy = Values.Value is { } values ? new Dictionary<string, object>(values) : new Dictionary<string, object>(1);
        copy[key] = value;
        Values.Value = copy;
    }

    public static bool Remove(string key)
    {
        if (Values.Value is not { } values || !values.ContainsKey(key))
        {
            return false;
        }

        var copy = new Dictionary<string, object>(values);
        copy.Remove(key);
        Values.Value = copy.Count == 0 ? null : copy;
        return true;
    }

    public static void Clear()
    {
        if (Values.Value is not null)
        {
            Values.Value = null;
        }
    }

    /// <summary>What the context holds, to be carried where control does not flow.</summary>
    internal static Dictionary<string, object>? Export() => Values.Value;

    internal static void Import(Dictionary<string, object>? values)
    {
        if (!ReferenceEquals(Values.Value, values))
        {
            Values.Value = values;
        }
    }

    /// <summary>
    /// Until the section is disposed, calls that come back to this grain from the calls it makes may enter it, although its own call still runs.
    /// Each grain says so for itself: the grains in between are entered again only if they do the same.
    /// </summary>
    public static ReentrancySection AllowCallChainReentrancy()
    {
        var current = ReentrancyId;
        return new(current, current == Guid.Empty ? NextChain() : current);
    }

    /// <summary>Until the section is disposed, calls that are made do not belong to the chain that may enter again.</summary>
    public static ReentrancySection SuppressCallChainReentrancy() => new(ReentrancyId, Guid.Empty);

    /// <summary>Counted, not random: a simulation must be able to repeat it.</summary>
    private static Guid NextChain()
    {
        Span<byte> id = stackalloc byte[16];
        System.Buffers.Binary.BinaryPrimitives.WriteInt64LittleEndian(id, Interlocked.Increment(ref _chains));
        return new(id);
    }

    /// <summary>A stretch of code with its own answer to which call chain may enter again.</summary>
    public readonly struct ReentrancySection : IDisposable
    {
        private readonly Guid _originalReentrancyId;
        private readonly Guid _newReentrancyId;

        public ReentrancySection(Guid originalReentrancyId, Guid newReentrancyId)
        {
            _originalReentrancyId = originalReentrancyId;
            _newReentrancyId = newReentrancyId;
            if (newReentrancyId != originalReentrancyId)
            {
                ReentrancyId = newReentrancyId;
            }

            if (newReentrancyId != Guid.Empty)
            {
                SectionsHere?.Enter(newReentrancyId);
            }
        }

        private static IReentrantSections? SectionsHere => (TaskScheduler.Current as IGrainTurns)?.Sections;

        public void Dispose()
        {
            if (_newReentrancyId != Guid.Empty)
            {
                SectionsHere?.Leave(_newReentrancyId);
            }

            if (_newReentrancyId != _originalReentrancyId)
            {
                ReentrancyId = _originalReentrancyId;
            }
        }
    }
}
