namespace Factory.TestKit.Grains;

/// <summary>
/// Holds the law "calls go down, messages go up": a grain calls only grains of a lower level, so no circle of calls can
/// form. Orleans has no detector for circles: they end by the response timeout of 30 s.
/// </summary>
/// <remarks>Calls from outside of grains, and to Orleans' own grains, are not its business.</remarks>
/// <param name="levels">By grain type, 0 on top.</param>
public sealed class CallDirectionFilter(IReadOnlyDictionary<string, int> levels) : IOutgoingGrainCallFilter
{
    private const string ChainKey = "call-chain";

    /// <summary>The filter for the factory's grains.</summary>
    public CallDirectionFilter()
        : this(FactoryLevels)
    {
    }

    /// <value>The factory's grains. What stands on one level never calls each other.</value>
    public static IReadOnlyDictionary<string, int> FactoryLevels { get; } = new Dictionary<string, int>
    {
        ["run"] = 0,
        ["kev"] = 0,
        ["task"] = 1,
        ["attempt"] = 2,
        ["approval"] = 2,
        ["virtualkeys"] = 2,
        ["agent"] = 3,
        ["budget"] = 3,
        ["provider"] = 3,
    };

    /// <inheritdoc/>
    public async Task Invoke(IOutgoingGrainCallContext context)
    {
        if (context.SourceId is not { } source || LevelOf(source) is not { } from || LevelOf(context.TargetId) is not { } to)
        {
            await context.Invoke();
            return;
        }

        var before = RequestContext.Get(ChainKey) as string;
        var chain = $"{before ?? source.ToString()} → {context.TargetId}";
        if (to <= from)
        {
            throw new InvalidOperationException($"{context.InterfaceName}.{context.MethodName} goes up: {chain}. Calls go down; what " +
                "goes up is a message.");
        }

        RequestContext.Set(ChainKey, chain);
        try
        {
            await context.Invoke();
        }
        finally
        {
            Restore(before);
        }
    }

    private static void Restore(string? before)
    {
        if (before is null)
        {
            RequestContext.Remove(ChainKey);
        }
        else
        {
            RequestContext.Set(ChainKey, before);
        }
    }

    private int? LevelOf(GrainId grain) => levels.TryGetValue(grain.Type.ToString()!, out var level) ? level : null;
}
