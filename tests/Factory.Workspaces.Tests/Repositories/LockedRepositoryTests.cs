using Factory.Contracts.Errors;
using Factory.Contracts.Ids;
using Factory.Contracts.Tasks;

namespace Factory.Workspaces.Tests.Repositories;

/// <summary>A lock that a killed git process left behind is called by its name, at the start and at the merge.</summary>
public sealed class LockedRepositoryTests : IDisposable
{
    private readonly WorkspaceFixture _workspaces = new();

    public static TheoryData<string> Locks =>
        new("index.lock", "HEAD.lock", "config.lock", "packed-refs.lock", "refs/heads/trunk.lock");

    public void Dispose() => _workspaces.Dispose();

    [Theory]
    [MemberData(nameof(Locks))]
    public async Task RegisterAsync_LockLeftBehind_IsRefusedWithItsName(string name)
    {
        var folder = _workspaces.NewRepository();
        var file = Lock(folder, name);

        var error = await Should.ThrowAsync<FactoryException>(() => RegisterAsync(folder));

        error.Code.ShouldBe(ErrorCodes.RepositoryDirty);
        error.Message.ShouldContain(file);
        error.Message.ShouldNotContain("uncommitted");
        error.Hint.ShouldNotBeNull().ShouldContain($"rm '{file}'");
        File.Delete(file);
        (await RegisterAsync(folder)).Branch.ShouldBe("trunk");
    }

    [Theory]
    [MemberData(nameof(Locks))]
    public async Task MergeAsync_LockLeftBehind_IsRefusedWithItsNameAndWorksAfterwards(string name)
    {
        var folder = _workspaces.NewRepository();
        var product = await RegisterAsync(folder);
        var commit = await _workspaces.CommitAsync(product, null, ("b.txt", "two\n"));
        var file = Lock(folder, name);

        var error = await Should.ThrowAsync<FactoryException>(() => MergeAsync(product, commit));

        (error.Code, error.Retryable).ShouldBe((ErrorCodes.RepositoryDirty, true));
        error.Message.ShouldContain(file);
        error.Message.ShouldNotContain("uncommitted");
        File.Exists(Path.Combine(folder, "b.txt")).ShouldBeFalse();
        File.Delete(file);
        await MergeAsync(product, commit);
        File.ReadAllText(Path.Combine(folder, "b.txt")).ShouldBe("two\n");
    }

    [Fact]
    public async Task MergeAsync_FilesCannotBeWritten_IsNotCalledUncommittedWork()
    {
        var folder = _workspaces.NewRepository();
        var product = await RegisterAsync(folder);
        var commit = await _workspaces.CommitAsync(product, null, ("inner/b.txt", "two\n"));

        // A dangling link where the change needs a folder fails in git without being work of the operator's.
        File.CreateSymbolicLink(Path.Combine(folder, "inner"), "/proc/none");
        WorkspaceFixture.Write(Path.Combine(folder, ".git", "info", "exclude"), "inner\n");

        var error = await Should.ThrowAsync<FactoryException>(() => MergeAsync(product, commit));

        error.Message.ShouldContain("inner");
        WorkspaceFixture.RunGit(folder, "log", "--format=%s", "-1").ShouldBe("First");
    }

    private static string Lock(string folder, string name)
    {
        var file = Path.Combine(folder, ".git", name);
        WorkspaceFixture.Write(file, "");
        return file;
    }

    private Task<ProductRef> RegisterAsync(string folder) =>
        _workspaces.Repositories.RegisterAsync(_workspaces.Ids.New<ProductId>(), folder, WorkspaceFixture.Never);

    private Task<string> MergeAsync(ProductRef product, string commit) =>
        _workspaces.Repositories.MergeAsync(product, commit, "Merge", WorkspaceFixture.Never);
}
