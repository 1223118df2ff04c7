using System.Globalization;

namespace Factory.Workspaces.Git;

/// <summary>
/// The environment and configuration of every git command that the factory runs. They switch off whatever a user's, a system's or a repository's
/// configuration could make git execute or fetch.
/// </summary>
/// <remarks>
/// What no switch can turn off (filter, merge and diff drivers with names of a repository's own choosing) is kept out by where commands run: content is
/// merged, compared and checked out only with the git folder of a <see cref="Repositories.MirrorRepository"/>, whose configuration the factory wrote. In a
/// product's own repository run only <c>rev-parse</c>, <c>symbolic-ref</c>, <c>for-each-ref</c>, <c>fetch</c> and <c>update-ref</c>.
/// </remarks>
internal static class GitSettings
{
    /// <summary>Author and committer of every commit, so that none has to be configured.</summary>
    public const string AuthorName = "Agentic Factory";

    /// <summary>Goes with <see cref="AuthorName"/>.</summary>
    public const string AuthorEmail = "factory@localhost";

    private static readonly string[] Configuration =
    [
        "core.hooksPath=/dev/null",
        "core.fsmonitor=false",
        "core.untrackedCache=false",
        "core.attributesFile=/dev/null",
        "core.excludesFile=/dev/null",
        "core.pager=cat",
        "core.alternateRefsCommand=:",
        "core.quotePath=false",
        "core.protectHFS=true",
        "core.protectNTFS=true",
        "diff.external=",
        "commit.gpgSign=false",
        "tag.gpgSign=false",
        "log.showSignature=false",
        "fetch.fsckObjects=true",
        "transfer.fsckObjects=true",
        "fetch.recurseSubmodules=false",
        "submodule.recurse=false",
        "gc.auto=0",
        "maintenance.auto=false",
        "advice.detachedHead=false",
        "safe.directory=*",
        "protocol.allow=never",
    ];

    /// <summary>The arguments before the command itself.</summary>
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

    /// <summary>Replaces a process's environment. Nothing of the silo's own is passed on but the search path.</summary>
    public static void Apply(IDictionary<string, string?> environment, GitContext? place, bool mayFetch, DateTimeOffset now)
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
        environment["GIT_TERMINAL_PROMPT"] = "0";
        environment["GIT_OPTIONAL_LOCKS"] = "0";
        environment["GIT_NO_LAZY_FETCH"] = "1";
        environment["GIT_ALLOW_PROTOCOL"] = mayFetch ? "file" : "none";
        environment["GIT_AUTHOR_NAME"] = environment["GIT_COMMITTER_NAME"] = AuthorName;
        environment["GIT_AUTHOR_EMAIL"] = environment["GIT_COMMITTER_EMAIL"] = AuthorEmail;
        environment["GIT_AUTHOR_DATE"] = environment["GIT_COMMITTER_DATE"] =
            "@" + now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture) + " +0000";
        Set("GIT_DIR", place?.GitDir);
        Set("GIT_WORK_TREE", place?.WorkTree);
        Set("GIT_INDEX_FILE", place?.IndexFile);
        Set("GIT_OBJECT_DIRECTORY", place?.ObjectFolder);

        void Set(string name, string? value)
        {
            if (value is not null)
            {
                environment[name] = value;
            }
        }
    }
}
