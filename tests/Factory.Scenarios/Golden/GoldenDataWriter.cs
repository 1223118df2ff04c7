using System.Net.Http.Headers;
using System.Text;
using Factory.Client;
using Factory.Contracts.Api;
using Factory.Contracts.Approvals;
using Factory.Contracts.Ids;
using Factory.Contracts.Ledger;
using Factory.Contracts.Models;
using Factory.Contracts.Runs;
using Factory.Contracts.Tasks;
using Factory.Scenarios.Hosting;
using Factory.TestKit.Fakes;
using Factory.TestKit.Golden;
using Microsoft.Data.Sqlite;

namespace Factory.Scenarios.Golden;

/// <summary>
/// Makes a data folder that holds a state of every kind, by working with <c>factory up</c> as an operator does: one run
/// with a failed attempt, a question, two rejections, a killed silo, an approval and a deployment; one that waits and
/// one that was cancelled while the factory is paused; a named key and a revoked one; a browser that is signed in. Then
/// it kills the silo during a call of the key, so that a lease is open, and keeps what later versions must open.
/// </summary>
internal sealed class GoldenDataWriter : IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(3);

    private readonly FactoryCli _cli = new();
    private readonly GoldenTeam _team = new();

    public void Dispose() => _cli.Dispose();

    /// <summary>Writes the folder of this version; returns its full path.</summary>
    /// <param name="golden">Full path of <c>tests/Golden</c>.</param>
    public async Task<string> WriteAsync(string golden)
    {
        await using var models = await FakeModelServer.StartAsync(_team.Answer);
        _cli.With("OPENAI_API_KEY", "sk-golden").With("OPENAI_BASE_URL", models.BaseUrl(ModelApi.OpenAIChat));
        var config = ConfigCopy.Make(_cli.Scratch("config"), "policy.yaml", text => text
            .Replace(", deploy.staging]", "]", StringComparison.Ordinal)
            .Replace("[deploy.production,", "[deploy.staging, deploy.production,", StringComparison.Ordinal));
        var run = await RunUntilKilledAsync(config);
        await FinishAsync(config, run);
        var database = Path.Combine(_cli.Data, "factory.db");
        AddOutboxMessage(database, run);
        return await KeepAsync(database, golden);
    }

    private async Task<RunId> RunUntilKilledAsync(string config)
    {
        await using var silo = await _cli.UpAsync("--config", config);
        using var client = await ConnectAsync(silo);
        var run = (await client.StartRunAsync(new StartRunRequest("A page with our shop's hours"), "golden-run")).Id;
        var asking = await UntilAsync(async () => (await client.ListTasksAsync(run)).Items.FirstOrDefault(t => t.Question is not null));
        await client.AnswerAsync(asking.Id, "9 to 5");
        await _team.Deploy.Arrived.WaitAsync(Timeout);
        await silo.KillAsync();
        _team.Deploy.Release();
        return run;
    }

    private async Task FinishAsync(string config, RunId run)
    {
        await using var silo = await _cli.UpAsync("--config", config);
        using var client = await ConnectAsync(silo);
        var approval = await UntilAsync(async () => (await client.ListApprovalsAsync(ApprovalStatus.Pending)).Items.FirstOrDefault());
        await client.ApproveAsync(approval.Id, "looks good");
        var finished = await UntilAsync(async () => await client.GetRunAsync(run) is { FinishedAt: not null } ended ? ended : null);
        finished.Status.ShouldBe(RunStatus.Succeeded, finished.Problem?.ToString());

        await client.SetBudgetAsync("day", 40);
        await client.CreateKeyAsync(new CreateKeyRequest("old", 1));
        await client.RevokeKeyAsync("old");
        var secret = (await client.CreateKeyAsync(new CreateKeyRequest("laptop", 2, ExpiresInSeconds: null, ["openai/gpt-5-mini"]))).Secret;
        await CallWithKeyAsync(silo, secret);
        await SignInAsync(client);

        // Paused before they start: nothing happens to them when a later version opens the folder, so tests may rely on
        // what they are.
        await client.PauseAsync();
        await client.StartRunAsync(new StartRunRequest("A list of our opening hours on holidays"), "golden-waiting");
        var cancelled = await client.StartRunAsync(new StartRunRequest("A page that nobody needs"), "golden-cancelled");
        await UntilAsync(async () => (await client.ListTasksAsync(cancelled.Id)).Items.FirstOrDefault(t => t.Stage == TaskStage.Ready));
        await client.CancelRunAsync(cancelled.Id, "not needed");
        await UntilAsync(async () => (await client.ListTasksAsync(cancelled.Id)).Items.FirstOrDefault(t => t.Stage == TaskStage.Cancelled));
        await UntilAsync(async () => (await client.GetSpendAsync(SpendBy.Principal)).Lines.FirstOrDefault(l => l.Name == "key-laptop"));
        var interrupted = CallWithKeyAsync(silo, secret);
        await _team.Key.Arrived.WaitAsync(Timeout);
        await silo.KillAsync();
        _team.Key.Release();
        await Should.ThrowAsync<HttpRequestException>(interrupted);
    }

    private async Task<FactoryClient> ConnectAsync(SiloProcess silo) => new(silo.Url, (await SiloLocator.FindAsync(_cli.Data))!.Token);

    private static async Task CallWithKeyAsync(SiloProcess silo, string key)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, silo.Url + "/gateway/v1/chat/completions");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        request.Content = new StringContent(
            """{"model":"openai/gpt-5-mini","stream":true,"messages":[{"role":"user","content":"hello"}]}""",
            Encoding.UTF8,
            "application/json");
        using var response = await http.SendAsync(request);
        response.EnsureSuccessStatusCode();
    }

    private static async Task SignInAsync(FactoryClient client)
    {
        using var handler = new HttpClientHandler { AllowAutoRedirect = false };
        using var browser = new HttpClient(handler);
        browser.DefaultRequestHeaders.UserAgent.ParseAdd("Golden/1.0");
        using var response = await browser.GetAsync(new Uri((await client.CreateSignInLinkAsync()).Url));
        (await client.ListSignInsAsync()).Count.ShouldBe(1, $"the link answered {(int)response.StatusCode}");
    }

    /// <summary>
    /// A message whose publication a crash prevented. Only chance leaves one in a real folder; the run that it goes to
    /// has ended.
    /// </summary>
    private static void AddOutboxMessage(string database, RunId run)
    {
        using var db = new SqliteConnection($"Data Source={database};Pooling=False");
        db.Open();
        using var command = db.CreateCommand();
        command.CommandText =
            """
            INSERT INTO outbox (namespace, key, subject, created_at)
            SELECT 'run', parent, key, created_at FROM index_rows WHERE kind = 'task' AND parent = $1 ORDER BY key LIMIT 1
            """;
        command.Parameters.AddWithValue("$1", run.Value);
        command.ExecuteNonQuery().ShouldBe(1);
    }

    /// <summary>
    /// Keeps the database, the files of products, token, sign-ins and a transcript for each way in which an attempt
    /// ended. Repositories and builds are left out, for size.
    /// </summary>
    private async Task<string> KeepAsync(string database, string golden)
    {
        var dump = DatabaseDump.Write(database);
        var folder = Path.Combine(golden, "v" + new string([.. dump.Split("user_version = ")[1].TakeWhile(char.IsAsciiDigit)]));
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        await WriteAsync(folder, GoldenData.DumpFile, dump);
        string[] kept = [
            "token",
            "sign-ins.json",
            .. Files("products", "product.json"),
            .. Files("products", "deployments.json"),
            .. Transcripts(database)
        ];
        foreach (var file in kept)
        {
            await WriteAsync(folder, file, await File.ReadAllTextAsync(Path.Combine(_cli.Data, file)));
        }

        return folder;
    }

    private static List<string> Transcripts(string database)
    {
        using var db = new SqliteConnection($"Data Source={database};Pooling=False");
        db.Open();
        using var command = db.CreateCommand();
        command.CommandText = "SELECT min(key) FROM index_rows WHERE kind = 'attempt' GROUP BY status ORDER BY 1";
        using var reader = command.ExecuteReader();
        var files = new List<string>();
        while (reader.Read())
        {
            files.Add(Path.Combine("transcripts", reader.GetString(0) + ".jsonl"));
        }

        return files;
    }

    private IEnumerable<string> Files(string folder, string pattern) => Directory
        .EnumerateFiles(Path.Combine(_cli.Data, folder), pattern, SearchOption.AllDirectories)
        .Select(f => Path.GetRelativePath(_cli.Data, f));

    private async Task WriteAsync(string folder, string file, string text)
    {
        var target = Path.Combine(folder, file);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        await File.WriteAllTextAsync(target, text.Replace(_cli.Data, GoldenData.FolderPlaceholder, StringComparison.Ordinal));
    }

    private static async Task<T> UntilAsync<T>(Func<Task<T?>> read)
        where T : class
    {
        using var limit = new CancellationTokenSource(Timeout);
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (true)
        {
            if (await read() is { } found)
            {
                return found;
            }

            await pace.WaitForNextTickAsync(limit.Token);
        }
    }
}
