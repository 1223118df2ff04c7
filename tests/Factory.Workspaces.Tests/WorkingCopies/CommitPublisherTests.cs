using Factory.Contracts.Errors;
using Factory.Contracts.Ids;
using Factory.Domain.Configuration;

namespace Factory.Workspaces.Tests.WorkingCopies;

/// <summary>How a commit reaches the repository of a product, whatever its configuration says.</summary>
public sealed class CommitPublisherTests : IDisposable
{
    private readonly WorkspaceFixture _workspaces = new();

    public void Dispose() => _workspaces.Dispose();

    [Fact]
    public async Task CommitAsync_RepositoryRedirectsFetches_FetchesNothingElse()
    {
        var folder = _workspaces.NewRepository();
        var secret = _workspaces.NewRepository("private");
        WorkspaceFixture.RunGit(secret, "commit", "-q", "--allow-empty", "-m", "Private");
        var product = await _workspaces.Repositories.RegisterAsync(_workspaces.Ids.New<ProductId>(), folder, WorkspaceFixture.Never);
        var mirror = Path.Combine(_workspaces.Get<FactoryPaths>().Product(product.Name), "mirror.git");
        WorkspaceFixture.RunGit(folder, "config", $"url.{secret}/.git.insteadOf", mirror);
        WorkspaceFixture.RunGit(folder, "config", "fetch.bundleURI", secret);

        // Control: git itself follows the setting, so the test shows something.
        WorkspaceFixture.RunGit(folder, "fetch", "-q", mirror, "trunk:refs/heads/control");
        WorkspaceFixture.RunGit(folder, "log", "--format=%s", "-1", "control").ShouldBe("Private");
        WorkspaceFixture.RunGit(folder, "update-ref", "-d", "refs/heads/control");

        var commit = await _workspaces.CommitAsync(product, null, ("b.txt", "two\n"));

        WorkspaceFixture.RunGit(folder, "for-each-ref", "--format=%(refname) %(objectname)", "refs/heads/factory")
            .ShouldEndWith(" " + commit);
        WorkspaceFixture.RunGit(folder, "log", "--format=%s", commit).ShouldBe("Change it\nFirst");
        Directory.GetDirectories(mirror, "publish-*").ShouldBeEmpty();
    }

    [Fact]
    public async Task CommitAsync_BranchOfTheAttemptWasMoved_IsNotOverwritten()
    {
        var product = await _workspaces.NewProductAsync();
        var copy = await _workspaces.Copies.OpenAsync(_workspaces.Ids.New<AttemptId>(), product, null, WorkspaceFixture.Never);
        WorkspaceFixture.Write(Path.Combine(copy.Folder, "a"), "1");
        await _workspaces.Copies.CommitAsync(copy, "One", _workspaces.Trailers(copy), WorkspaceFixture.Never);
        var theirs = WorkspaceFixture.RunGit(product.Repository, "commit-tree", "-p", copy.Branch, "-m", "Theirs", copy.Branch + "^{tree}");
        WorkspaceFixture.RunGit(product.Repository, "update-ref", "refs/heads/" + copy.Branch, theirs);
        WorkspaceFixture.Write(Path.Combine(copy.Folder, "a"), "2");

        var error = await Should.ThrowAsync<FactoryException>(() =>
            _workspaces.Copies.CommitAsync(copy, "Two", _workspaces.Trailers(copy), WorkspaceFixture.Never));

        error.Message.ShouldContain("would be lost");
        WorkspaceFixture.RunGit(product.Repository, "rev-parse", copy.Branch).ShouldBe(theirs);
    }

    [Fact]
    public async Task CommitAsync_Repeated_KeepsTheRepositorySound()
    {
        var product = await _workspaces.NewProductAsync();
        var copy = await _workspaces.Copies.OpenAsync(_workspaces.Ids.New<AttemptId>(), product, null, WorkspaceFixture.Never);
        for (var i = 0; i < 3; i++)
        {
            WorkspaceFixture.Write(Path.Combine(copy.Folder, "file"), $"{i}");
            await _workspaces.Copies.CommitAsync(copy, $"Step {i}", _workspaces.Trailers(copy), WorkspaceFixture.Never);
        }

        WorkspaceFixture.RunGit(product.Repository, "fsck", "--strict");
        WorkspaceFixture.RunGit(product.Repository, "log", "--format=%s", copy.Branch).ShouldBe("Step 2\nStep 1\nStep 0\nStart shop");
    }
}
