using Factory.TestKit.Fakes;

namespace Factory.Scenarios.Crashes;

/// <summary>
/// Scripts the models of all roles for a product that builds in no time: a shell script builds and tests it, a few
/// lines of Perl serve it. Every role takes several turns, so that the silo can be killed in the middle of each.
/// </summary>
internal sealed class CrashTeam
{
    private const string Server = """
        use strict; use warnings; use IO::Socket::UNIX;
        my $path = $ENV{SOCKET}; unlink $path;
        my $listener = IO::Socket::UNIX->new(Local => $path, Listen => 16) or die "cannot listen: $!";
        while (my $client = $listener->accept) {
            while (defined(my $line = <$client>)) { last if $line =~ /^\r?\n$/ }
            open(my $file, '<', 'dist/index.html') or die; my $page = do { local $/; <$file> };
            print $client "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: " . length($page) . "\r\nConnection: close\r\n\r\n" . $page;
            close $client;
        }
        """;

    /// <summary>Called with the kind of the task on each model call.</summary>
    public Action<string>? Asked { get; set; }

    /// <summary>The response to a call.</summary>
    public ScriptedResponse Answer(ReceivedRequest turn)
    {
        Asked?.Invoke(turn.Kind);
        return turn.Kind switch
        {
            "research" => turn.Number < 2
                ? ScriptedResponse.FromText($"Thinking about it, {turn.Number + 1}.")
                : ScriptedResponse.FromSubmission(new
                {
                    summary = "A page with hours.",
                    findings = new[] { new { title = "Hours", detail = "People ask for them." } },
                    risks = Array.Empty<string>(),
                    recommendation = "One page."
                }),
            "requirements" => turn.Number < 2
                ? ScriptedResponse.FromText($"Thinking about it, {turn.Number + 1}.")
                : ScriptedResponse.FromSubmission(new
                {
                    productName = "Corner Shop",
                    problem = "Nobody knows the hours.",
                    criteria = new[] { new { number = 1, text = "The page names the opening hours." } },
                    outOfScope = new[] { "Selling" }
                }),
            "build" => Build(turn),
            "review" => Review(turn),
            "deploy" => turn.Number < 1
                ? ScriptedResponse.FromText("It goes to the local target.")
                : ScriptedResponse.FromSubmission(new { target = "local", healthPath = "/", notes = "First version." }),
            var other => throw new InvalidOperationException($"No role for '{other}': {turn.Prompt}"),
        };
    }

    private static ScriptedResponse Build(ReceivedRequest turn) => turn.Number switch
    {
        0 => ScriptedResponse.FromToolCalls(
            Write(
                "product.yaml",
                "name: Corner Shop\nbuild: sh build.sh\ntest: sh tests/run.sh\nserve:\n  command: perl server.pl\nhealth: /\n"),
            Write("build.sh", "mkdir -p dist && cp src/index.html dist/index.html\n"),
            Write(".gitignore", "dist/\n")),
        1 => ScriptedResponse.FromToolCalls(
            Write(
                "tests/run.sh",
                "grep -q 'Open 9 to 5' src/index.html && echo '1 passed, 0 failed' && exit 0\necho '0 passed, 1 failed'\nexit 1\n"),
            Write("src/index.html", "<!doctype html><html><body>Open 9 to 5</body></html>\n"),
            Write("server.pl", Server + "\n")),

        // A background process, so that a killed silo leaves one behind that must be cleaned up.
        2 =>
            ScriptedResponse.FromToolCalls(ScriptedToolCall.Of(
                "run_command",
                new { command = "(sleep 600 &) ; sh build.sh && sh tests/run.sh" })),
        _ => ScriptedResponse.FromSubmission(new { summary = "A page with the hours", notes = Array.Empty<string>() }),
    };

    private static ScriptedResponse Review(ReceivedRequest turn) => turn.Number switch
    {
        0 => ScriptedResponse.FromToolCalls(ScriptedToolCall.Of("read_file", new { path = "src/index.html" })),
        1 => ScriptedResponse.FromToolCalls(ScriptedToolCall.Of("run_command", new { command = "sh tests/run.sh" })),
        _ => ScriptedResponse.FromSubmission(new
        {
            verdict = "pass",
            summary = "It does what it should.",
            answers = new[] { new { criterion = 1, met = true, evidence = new[] { "e1" }, comment = "seen" } },
            defects = Array.Empty<string>(),
            warnings = turn.AnswerWarnings(),
        }),
    };

    private static ScriptedToolCall Write(string path, string content) => ScriptedToolCall.Of("write_file", new { path, content });
}
