using System.Collections.Concurrent;
using Factory.Contracts.Diagnostics;

namespace Factory.Silo.Diagnostics;

/// <summary>
/// Counts and times every call of the factory's grains on this silo, stream deliveries included; Orleans' own grains
/// are left out.
/// </summary>
/// <remarks>
/// Orleans' meters have calls per silo only, and its dashboard's profiler is internal: figures per grain type need a
/// filter.
/// </remarks>
internal sealed class GrainCallFilter(TimeProvider time) : IIncomingGrainCallFilter
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<Type, GrainTypeCalls> _types = new();
    private long _windowBegan = time.GetTimestamp();

    /// <summary>The slowest calls.</summary>
    public SlowCalls Slowest { get; } = new();

    /// <summary>The counts by grain class.</summary>
    public IReadOnlyDictionary<Type, GrainTypeCalls> Types => _types;

    /// <inheritdoc/>
    public async Task Invoke(IIncomingGrainCallContext context)
    {
        var type = context.Grain.GetType();
        if (type.Namespace?.StartsWith("Factory.", StringComparison.Ordinal) != true)
        {
            await context.Invoke();
            return;
        }

        var began = time.GetTimestamp();
        var failed = true;
        try
        {
            await context.Invoke();
            failed = false;
        }
        finally
        {
            Record(context, type, time.GetElapsedTime(began), failed);
        }
    }

    private void Record(IIncomingGrainCallContext context, Type type, TimeSpan duration, bool failed)
    {
        BeginWindowWhenDue();
        _types.GetOrAdd(type, static _ => new()).Add(duration, failed);
        var now = time.GetUtcNow();
        if (Slowest.IsCandidate(duration, now))
        {
            Slowest.Add(new SlowCallView(
                context.TargetId.ToString(),
                $"{context.InterfaceMethod.DeclaringType?.Name}.{context.MethodName}",
                Math.Round(duration.TotalMilliseconds, 3),
                now,
                failed));
        }
    }

    private void BeginWindowWhenDue()
    {
        var began = Interlocked.Read(ref _windowBegan);
        var now = time.GetTimestamp();

        // Calls end concurrently. Only the one that wins the exchange begins the window; a second one would discard the
        // counts of the window that has just ended.
        if (time.GetElapsedTime(began, now) > Window && Interlocked.CompareExchange(ref _windowBegan, now, began) == began)
        {
            foreach (var calls in _types.Values)
            {
                calls.BeginWindow();
            }
        }
    }
}
