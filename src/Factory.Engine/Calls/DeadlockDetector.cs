using Factory.Engine.Activations;
using Orleans.Runtime;

namespace Factory.Engine.Calls;

/// <summary>
/// Looks for a circle of calls that wait for each other. Runs after a call from a grain was queued: of two calls that close a circle
/// together, at least the later one sees the other.
/// </summary>
/// <remarks>
/// A call counts as waited for until it ends: the engine cannot see whether its caller really awaits it. So a grain that calls another
/// without awaiting, and is called back while its own call still runs, is refused too.
/// </remarks>
internal static class DeadlockDetector
{
    /// <summary>Fails the queued call if it can never run.</summary>
    public static void Check(GrainCall queued)
    {
        if (queued.Parent is null || FindCircle(queued) is not { } circle)
        {
            return;
        }

        if (((Activation)queued.Target!).TryWithdraw(queued))
        {
            queued.Fail(new OrleansException(
                $"Deadlock: {string.Join(" → ", circle.Select(Describe))}. Each call waits for the one after it, and the last one for the first. "
                + "Break the circle, or mark a method [AlwaysInterleave] or a class [Reentrant]."));
        }
    }

    /// <summary>Goes back over everything that waits for the queued call; a circle is closed by a call that blocks it.</summary>
    private static List<GrainCall>? FindCircle(GrainCall queued)
    {
        var blocked = (Activation)queued.Target!;
        var waiterOf = new Dictionary<GrainCall, GrainCall?> { [queued] = null };
        var open = new Queue<GrainCall>();
        open.Enqueue(queued);
        while (open.TryDequeue(out var call))
        {
            foreach (var waiter in WaitersFor(call))
            {
                if (!waiterOf.TryAdd(waiter, call))
                {
                    continue;
                }

                if (ReferenceEquals(waiter.Target, blocked) && blocked.Blocks(waiter, queued))
                {
                    return PathFrom(waiter, waiterOf);
                }

                open.Enqueue(waiter);
            }
        }

        return null;
    }

    /// <summary>The caller waits for its call, and so do the calls queued behind it.</summary>
    private static IEnumerable<GrainCall> WaitersFor(GrainCall call)
    {
        if (call is { IsAnswered: false, Parent: { Ended: false } parent })
        {
            yield return parent;
        }

        if (call.Target is Activation activation)
        {
            foreach (var queued in activation.WaitingCalls())
            {
                if (activation.Blocks(call, queued))
                {
                    yield return queued;
                }
            }
        }
    }

    private static List<GrainCall> PathFrom(GrainCall first, Dictionary<GrainCall, GrainCall?> waiterOf)
    {
        List<GrainCall> path = [];
        for (GrainCall? step = first; step is not null; step = waiterOf[step])
        {
            path.Add(step);
        }

        return path;
    }

    private static string Describe(GrainCall call) => $"{((IGrainContext)call.Target!).GrainId}.{call.Method.Name}";
}
