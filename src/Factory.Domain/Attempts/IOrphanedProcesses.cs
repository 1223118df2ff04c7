namespace Factory.Domain.Attempts;

/// <summary>
/// Processes of attempts that have ended. There are some when a silo is killed between the end of an attempt and that of its
/// coding CLI, which outlives the silo.
/// </summary>
public interface IOrphanedProcesses
{
    /// <summary>
    /// Ends those of attempts that do not run on this silo; to be called when the attempts of the previous silo process are
    /// either recorded as lost or go on.
    /// </summary>
    Task EndAsync();
}
