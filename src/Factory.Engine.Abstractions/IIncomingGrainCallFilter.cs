namespace Orleans;

/// <summary>Runs around calls on the called grain's side: registered ones in order, then the grain itself if it implements this.</summary>
public interface IIncomingGrainCallFilter
{
    /// <summary>Must call <see cref="IGrainCallContext.Invoke"/> for the call to go on.</summary>
    Task Invoke(IIncomingGrainCallContext context);
}
