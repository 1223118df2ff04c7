namespace Factory.Engine.Reminders;

/// <summary>Keeps reminders. To keep them elsewhere: implement this and register it before <c>AddEmbeddedEngine</c>.</summary>
/// <remarks>Called from many grains at once, but for one reminder only from its grain, one call after the other.</remarks>
public interface IReminderTable
{
    /// <summary>All rows, in any order. Called once, when the engine starts.</summary>
    Task<IReadOnlyList<ReminderRow>> ReadAllAsync(CancellationToken cancellationToken);

    /// <summary>Stores the row, over an older one with the same grain and name, whatever its version.</summary>
    /// <returns>The row's new version. It must be durable by then.</returns>
    Task<string> UpsertAsync(ReminderRow row, CancellationToken cancellationToken);

    /// <summary>Deletes the row; an unknown one is ignored.</summary>
    Task RemoveAsync(string grainId, string name, CancellationToken cancellationToken);
}
