namespace Orleans;

/// <summary>Runs around calls on the caller's side, in order of registration.</summary>
public interface IOutgoingGrainCallFilter
{
    /// <summary>Must call <see cref="IGrainCallContext.Invoke"/> for the call to go on.</summary>
    Task Invoke(IOutgoingGrainCallContext context);
}
