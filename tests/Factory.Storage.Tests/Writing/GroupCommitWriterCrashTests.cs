using System.Diagnostics;

namespace Factory.Storage.Tests.Writing;

public sealed class GroupCommitWriterCrashTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task WriteAsync_ProcessKilled_KeepsEveryAcknowledgedWrite()
    {
        var acknowledged = new Dictionary<string, int>();
        for (var round = 0; round < 2; round++)
        {
            await KillAfterAsync(200, acknowledged);
        }

        await using var store = TestStore.Open(_folder);
        acknowledged.Count.ShouldBe(8);
        foreach (var (key, count) in acknowledged)
        {
            var kept = (await store.ReadAsync(key)).State!.Value!.Count;
            kept.ShouldBeInRange(count, count + 2, $"{key} was acknowledged at {count}; each kill may leave one more on disk");
            var events = await store.Log.ReadAsync(0, 10_000, null, default);
            events.Count(e => e.Subject == key).ShouldBe(kept);
        }

        (await store.CountAsync("outbox")).ShouldBe(await store.CountAsync("events"));
        (await store.Maintenance.VerifyIndexAsync()).ShouldBeEmpty();
    }

    private async Task KillAfterAsync(int lines, Dictionary<string, int> acknowledged)
    {
        using var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!)
        {
            ArgumentList = { "exec", typeof(Program).Assembly.Location, "count-until-killed", _folder.Database },
            RedirectStandardOutput = true,
        })!;
        try
        {
            for (var i = 0; i < lines; i++)
            {
                Take(await process.StandardOutput.ReadLineAsync().Within("a line of the helper process"), acknowledged);
            }
        }
        finally
        {
            process.Kill();
        }

        // What it had printed before it died was acknowledged too; its last line may be cut off.
        var rest = await process.StandardOutput.ReadToEndAsync().Within("the end of the helper process");
        foreach (var line in rest.Split('\n')[..^1])
        {
            Take(line, acknowledged);
        }

        await process.WaitForExitAsync().Within("the helper process to be gone");
    }

    private static void Take(string? line, Dictionary<string, int> acknowledged)
    {
        var parts = line.ShouldNotBeNull("the helper process ended by itself").Split(' ');
        acknowledged[parts[0]] = int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture);
    }
}
