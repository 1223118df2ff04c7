using Factory.Contracts.Errors;
using Factory.Workspaces.Git;
using Factory.Workspaces.Tests.WorkingCopies;

namespace Factory.Workspaces.Tests.Git;

public sealed class GitCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly GitCommand _git = new(TimeProvider.System);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("0123456789abcdef0123456789abcdef01234567", true)]
    [InlineData("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", true)]
    [InlineData("0123456789ABCDEF0123456789abcdef01234567", false)]
    [InlineData("0123456789abcdef0123456789abcdef0123456", false)]
    [InlineData("0123456789abcdef0123456789abcdef0123456\n", false)]
    [InlineData("--upload-pack=touch x;aaaaaaaaaaaaaaaaaa", false)]
    [InlineData("HEAD", false)]
    [InlineData("", false)]
    public void IsValid_CommitHash_IsAFullHashInLowerCase(string text, bool valid) => CommitHash.IsValid(text).ShouldBe(valid);

    [Theory]
    [InlineData("fatal: Unable to create '/x/index.lock': File exists.", true)]
    [InlineData("fatal: bad object", false)]
    [InlineData("", false)]
    public void Failed_Error_IsRetryableOnlyBecauseOfALock(string error, bool retryable)
    {
        var failure = GitCommand.Failed("merge", "shop", new GitResult(128, "", error + "\n"));

        (failure.Code, failure.Retryable).ShouldBe((ErrorCodes.GitFailed, retryable));
        failure.Message.ShouldBe($"git merge failed in shop: {(error.Length > 0 ? error : "exit code 128")}");
    }

    // Messages can reach models and users, who must not learn the paths of the host.
    [Fact]
    public async Task RunAsync_Fails_NamesTheLabelInsteadOfThePath()
    {
        await _git.InitAsync(_folder.FullName, "shop", [], default);
        var context = new GitContext(Path.Combine(_folder.FullName, ".git"), "shop") { WorkTree = _folder.FullName };

        var error = await Should.ThrowAsync<FactoryException>(() => _git.RunAsync(context, ["add", "--", "../outside"], default));

        error.Message.ShouldContain("(shop)");
        error.Message.ShouldNotContain(_folder.FullName);
    }

    [Fact]
    public async Task RunAsync_FolderIsGone_SaysSo()
    {
        var context = new GitContext(Path.Combine(_folder.FullName, "gone"), "shop");

        var error = await Should.ThrowAsync<FactoryException>(() => _git.RunAsync(context, ["status"], default));

        error.Message.ShouldBe("The folder of shop does not exist.");
    }

    [Fact]
    public async Task TryRunAsync_InputThatGitDoesNotRead_IsNoError()
    {
        await _git.InitAsync(_folder.FullName, "shop", [], default);
        var context = new GitContext(Path.Combine(_folder.FullName, ".git"), "shop");

        var result = await _git.TryRunAsync(context, ["rev-parse", "--is-bare-repository"], default, new string('x', 1 << 20));

        (result.ExitCode, result.Text).ShouldBe((0, "false"));
    }

    [Fact]
    public async Task TryRunAsync_Cancelled_IsACancellationAndNotAFailure()
    {
        await _git.InitAsync(_folder.FullName, "shop", [], default);
        var context = new GitContext(Path.Combine(_folder.FullName, ".git"), "shop");

        await Should.ThrowAsync<OperationCanceledException>(() =>
            _git.TryRunAsync(context, ["status"], new CancellationToken(canceled: true)));
    }

    [Fact]
    public void Apply_Environment_KeepsTheSearchPathOnly()
    {
        var environment = new Dictionary<string, string?>
        {
            ["PATH"] = "/p",
            ["OPENAI_API_KEY"] = "secret",
            ["GIT_SSH_COMMAND"] = "evil",
            ["GIT_DIR"] = "/theirs",
        };

        GitSettings.Apply(environment, null, mayFetch: false, DateTimeOffset.UnixEpoch.AddSeconds(7));

        environment.Values.ShouldNotContain("secret");
        environment.Keys.ShouldNotContain(k => k == "GIT_SSH_COMMAND" || k == "GIT_DIR" || k == "HOME");
        (environment["PATH"], environment["GIT_ALLOW_PROTOCOL"], environment["GIT_AUTHOR_DATE"]).ShouldBe(("/p", "none", "@7 +0000"));
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 0)]
    public void Arguments_Fetch_AllowsFilesOnThisMachineOnly(bool mayFetch, int count)
    {
        var arguments = GitSettings.Arguments(mayFetch).ToList();

        arguments.Count(a => a == "protocol.file.allow=always").ShouldBe(count);
        arguments.Count(a => a.EndsWith("=always", StringComparison.Ordinal)).ShouldBe(count);
        arguments.ShouldContain("protocol.allow=never");
    }
}
