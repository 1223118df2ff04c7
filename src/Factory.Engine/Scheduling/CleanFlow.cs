namespace Factory.Engine.Scheduling;

/// <summary>Starts things that outlive their caller without its request context.</summary>
internal static class CleanFlow
{
    public static TResult Run<TState, TResult>(TState state, Func<TState, TResult> start)
    {
        if (ExecutionContext.IsFlowSuppressed())
        {
            return start(state);
        }

        using (ExecutionContext.SuppressFlow())
        {
            return start(state);
        }
    }
}
