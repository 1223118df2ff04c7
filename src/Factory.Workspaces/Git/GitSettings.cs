using System.Globalization;

namespace Factory.Workspaces.Git;

/// <summary>
/// The environment and configuration of every git command that the factory runs. They disable everything that the
/// configuration of a user, a system or a repository could make git execute or fetch.
/// </summary>
/// <remarks>
/// Filter, merge and diff drivers cannot be disabled by a setting, because the repository chooses their names.
/// Therefore content is merged, compared and checked out only with the git folder of a
/// <see cref="Repositories.MirrorRepository"/>, whose configuration the factory writes. Only <c>rev-parse</c>,
/// <c>symbolic-ref</c>, <c>for-each-ref</c> and <c>update-ref</c> run in the repository of a product: none of them reads a
/// setting that names a program or a place.
/// </remarks>
internal static class GitSettings
{
    /// <summary>The author and committer of every commit, so that the host needs no git identity.</summary>
    public const string AuthorName = "Agentic Factory";

    /// <summary>The address of <see cref="AuthorName"/>.</summary>
    public const string AuthorEmail = "factory@localhost";

    // "-c" overrides every configuration file, that of the repository included (git-config(1), "FILES").
    private static readonly string[] Configuration =
    [
        // Programs that a repository's configuration can name and git would execute.
        "core.hooksPath=/dev/null",
        "core.fsmonitor=false",
        "core.pager=cat",
        "core.alternateRefsCommand=:",
        "diff.external=",
        "commit.gpgSign=false",
        "tag.gpgSign=false",
        "log.showSignature=false",

        // Results must not depend on the machine or on what an agent configures.
        "core.untrackedCache=false",
        "core.attributesFile=/dev/null",
        "core.excludesFile=/dev/null",
        "core.quotePath=false",
        "advice.detachedHead=false",

        // Names that macOS or Windows would read as ".git" (CVE-2014-9390) are rejected on Linux too, because products
        // are cloned there.
        "core.protectHFS=true",
        "core.protectNTFS=true",

        // Objects come from agents: malformed ones must not reach the product's repository.
        "fetch.fsckObjects=true",
        "transfer.fsckObjects=true",
        "fetch.recurseSubmodules=false",
        "submodule.recurse=false",

        // The mirror borrows objects, and agents' clones borrow them in turn. Garbage collection would delete objects
        // that only a borrower uses.
        "gc.auto=0",
        "maintenance.auto=false",

        // RepositoryInspector checks the owner once, when a repository is registered.
        "safe.directory=*",
        "protocol.allow=never",
    ];

    /// <summary>Returns the arguments that precede the command.</summary>
    /// <param name="mayFetch">Whether the command may read another repository on this machine. The network is never
    /// allowed.</param>
    public static IEnumerable<string> Arguments(bool mayFetch)
    {
        yield return "--no-pager";
        yield return "--no-replace-objects";
        yield return "--literal-pathspecs";
        foreach (var setting in Configuration)
        {
            yield return "-c";
            yield return setting;
        }

        if (mayFetch)
        {
            yield return "-c";
            yield return "protocol.file.allow=always";
        }
    }

    /// <summary>
    /// Replaces the environment of a process. Only the search path is taken from the silo's environment.
    /// </summary>
    /// <param name="environment">The environment to replace.</param>
    /// <param name="context">The repository; null to let git search for it.</param>
    /// <param name="mayFetch">Whether the command may read another repository on this machine.</param>
    /// <param name="now">The date of commits.</param>
    public static void Apply(IDictionary<string, string?> environment, GitContext? context, bool mayFetch, DateTimeOffset now)
    {
        var path = environment.TryGetValue("PATH", out var inherited) ? inherited : null;
        environment.Clear();
        environment["PATH"] = path ?? "/usr/local/bin:/usr/bin:/bin";
        environment["LC_ALL"] = "C";
        environment["TZ"] = "UTC";
        environment["GIT_CONFIG_NOSYSTEM"] = "1";
        environment["GIT_CONFIG_GLOBAL"] = "/dev/null";
        environment["GIT_CONFIG_SYSTEM"] = "/dev/null";
        environment["GIT_ATTR_NOSYSTEM"] = "1";

        // A prompt would block until the time limit. GIT_OPTIONAL_LOCKS keeps reading commands from taking the index
        // lock, on which an operator's own git would fail. A lazy fetch of a partial clone would run a configured
        // transport.
        environment["GIT_TERMINAL_PROMPT"] = "0";
        environment["GIT_OPTIONAL_LOCKS"] = "0";
        environment["GIT_NO_LAZY_FETCH"] = "1";
        environment["GIT_ALLOW_PROTOCOL"] = mayFetch ? "file" : "none";
        environment["GIT_AUTHOR_NAME"] = environment["GIT_COMMITTER_NAME"] = AuthorName;
        environment["GIT_AUTHOR_EMAIL"] = environment["GIT_COMMITTER_EMAIL"] = AuthorEmail;
        environment["GIT_AUTHOR_DATE"] = environment["GIT_COMMITTER_DATE"] =
            "@" + now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture) + " +0000";
        Set("GIT_DIR", context?.GitDir);
        Set("GIT_WORK_TREE", context?.WorkTree);
        Set("GIT_INDEX_FILE", context?.IndexFile);
        Set("GIT_OBJECT_DIRECTORY", context?.ObjectFolder);

        void Set(string name, string? value)
        {
            if (value is not null)
            {
                environment[name] = value;
            }
        }
    }
}
