using Factory.Contracts.Errors;
using Factory.Storage.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Hosting;

namespace Factory.Storage.Health;

/// <summary>
/// Checks the whole database once after each start, so that damage is reported before work runs into it.
/// </summary>
internal sealed class DatabaseIntegrityCheck(FactoryDatabase database) : BackgroundService
{
    /// <summary>
    /// Time from the start to the check: 10 seconds. The check reads the whole file and must not compete with the
    /// start.
    /// </summary>
    public static readonly TimeSpan StartDelay = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Task.Delay(StartDelay, database.Time, stoppingToken).ConfigureAwait(false);

            // quick_check and not integrity_check: it skips comparing indexes with tables, which takes several times as
            // long on a large file.
            var first = await database.Reads.ReadAsync(
                static db => db.List(static r => r.GetString(0), "PRAGMA quick_check(1)").FirstOrDefault(),
                stoppingToken).ConfigureAwait(false);
            if (first != "ok")
            {
                database.Health.ReportDamage(new Problem(
                    ErrorCodes.DataUnusable,
                    $"{database.Options.DatabasePath} is damaged ({DatabaseFile.DescribeDamage(first)}).",
                    DatabaseFile.RestoreHint));
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopped before it began.
        }
        catch (FactoryException e) when (e.InnerException is SqliteException)
        {
            database.Health.ReportDamage(new Problem(e.Code, e.Message, e.Hint));
        }
    }
}
