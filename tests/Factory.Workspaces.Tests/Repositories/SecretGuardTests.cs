using System.Text;
using Factory.Contracts.Errors;
using Factory.Contracts.Ids;
using Factory.Contracts.Tasks;
using Factory.Domain.Secrets;

namespace Factory.Workspaces.Tests.Repositories;

/// <summary>Secrets of the factory's environment that an agent writes into the product, where they would be published.</summary>
public sealed class SecretGuardTests : IDisposable
{
    private const string Secret = "lab-secret-0123456789";

    private readonly WorkspaceFixture _workspaces = new();

    public void Dispose() => _workspaces.Dispose();

    public static TheoryData<string, string> Leaks => new()
    {
        { "config.json", $"{{\"key\":\"{Secret}\"}}" },
        { "notes/" + Secret + ".txt", "harmless" },
        { "a b.txt", Convert.ToBase64String(Encoding.UTF8.GetBytes("user:" + Secret)) },
        { "binary", "\0\u0001" + Secret },
        { "escaped.js", string.Concat(Secret.Select(c => $"\\u{(int)c:x4}")) },
    };

    [Theory, MemberData(nameof(Leaks))]
    public async Task Commit_FileWithASecret_IsRefusedAndNamesTheFileOnly(string path, string text)
    {
        var product = await _workspaces.NewProductAsync();
        _workspaces.Get<SecretRedactor>().Add([Secret]);

        var error = await Should.ThrowAsync<FactoryException>(() =>
            _workspaces.CommitAsync(product, null, ("safe.txt", "x"), (path, text)));

        error.Code.ShouldBe(ErrorCodes.ArtifactMalformed);
        error.Message.ShouldContain(path.Replace(Secret, "[redacted]", StringComparison.Ordinal));
        error.Message.ShouldNotContain("safe.txt");
        (error.Message + error.Hint).ShouldNotContain(Secret);
    }

    /// <summary>Also the control: nothing else than the guard stops such a file.</summary>
    [Theory, MemberData(nameof(Leaks))]
    public async Task Merge_CommitWithASecret_IsRefused(string path, string text)
    {
        var product = await _workspaces.NewProductAsync();
        var commit = await _workspaces.CommitAsync(product, null, (path, text));
        _workspaces.Get<SecretRedactor>().Add([Secret]);

        var error = await Should.ThrowAsync<FactoryException>(() => MergeAsync(product, commit));

        error.Code.ShouldBe(ErrorCodes.ArtifactMalformed);
        (await _workspaces.Repositories.GetHeadAsync(product, default)).ShouldNotBe(commit);
    }

    [Fact]
    public async Task Merge_SecretThatALaterCommitDeletes_IsRefusedBecauseItStaysInTheHistory()
    {
        var product = await _workspaces.NewProductAsync();
        var first = await _workspaces.CommitAsync(product, null, ("a.txt", Secret));
        var copy = await _workspaces.Copies.OpenAsync(_workspaces.Ids.New<AttemptId>(), product, first, default);
        WorkspaceFixture.Write(Path.Combine(copy.Folder, "a.txt"), "gone");
        var second = await _workspaces.Copies.CommitAsync(copy, "Second", _workspaces.Trailers(copy), default);
        _workspaces.Get<SecretRedactor>().Add([Secret]);

        await Should.ThrowAsync<FactoryException>(() => MergeAsync(product, second!.Commit!));
    }

    /// <summary>A value that only looks like a secret must not stop a product for ever.</summary>
    [Fact]
    public async Task Commit_SecretThatTheBranchHasAlready_IsNotTheChanges()
    {
        var product = await _workspaces.NewProductAsync();
        await MergeAsync(product, await _workspaces.CommitAsync(product, null, ("a.txt", Secret)));
        _workspaces.Get<SecretRedactor>().Add([Secret]);

        var commit = await _workspaces.CommitAsync(product, null, ("a.txt", Secret + "\nmore"), ("b.txt", "new"));

        await MergeAsync(product, commit);
    }

    private Task<string> MergeAsync(ProductRef product, string commit) =>
        _workspaces.Repositories.MergeAsync(product, commit, "Merge", default);
}
