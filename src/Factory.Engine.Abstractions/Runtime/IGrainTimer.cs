namespace Orleans.Runtime;

/// <summary>A running grain timer; disposing it stops it.</summary>
public interface IGrainTimer : IDisposable
{
    /// <summary>Starts the timer over with these times.</summary>
    void Change(TimeSpan dueTime, TimeSpan period);
}
