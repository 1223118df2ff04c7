using Factory.TestKit.Fakes;

namespace Factory.Scenarios.ModelApis;

/// <summary>
/// Scripts the models of all roles. The builder's first change fails its own test although the reviewer passes it, the
/// reviewer rejects the second change, and the third one is good.
/// </summary>
internal sealed class ShopTeam
{
    private int _reviews;

    public ScriptedResponse Answer(ReceivedRequest turn) => turn.Kind switch
    {
        "research" => Research(turn),
        "requirements" => ScriptedResponse.FromSubmission(new
        {
            productName = "Corner Shop",
            problem = "Nobody knows when the shop is open.",
            criteria = new[]
            {
                new { number = 1, text = "The page names the opening hours." },
                new { number = 2, text = "The page has a title." }
            },
            outOfScope = new[] { "Selling" },
        }),
        "build" => Build(turn),
        "review" => Review(turn),
        "deploy" => ScriptedResponse.FromSubmission(new { target = "local", healthPath = "/", notes = "First version." }),
        var other => throw new InvalidOperationException($"No role for '{other}': {turn.Prompt}"),
    };

    /// <summary>
    /// First prose, then a malformed result, then a valid one: the factory must ask again after the first two.
    /// </summary>
    private static ScriptedResponse Research(ReceivedRequest turn) => turn.Number switch
    {
        0 => ScriptedResponse.FromText("I think a page would be nice."),
        1 => ScriptedResponse.FromSubmission(new { summary = "", findings = Array.Empty<object>() }),
        _ =>
            ScriptedResponse.FromSubmission(new
            {
                summary = "A page with hours.",
                findings = new[] { new { title = "Hours", detail = "People ask for them." } },
                risks = Array.Empty<string>(),
                recommendation = "One static page."
            }),
    };

    private static ScriptedResponse Build(ReceivedRequest turn) => (turn.Attempt, turn.Number) switch
    {
        (1, 0) => ScriptedResponse.FromToolCalls(
            Write("product.yaml", "name: Corner Shop\ntest: sh tests/run.sh\nserve:\n  static: site\nhealth: /\n"),
            Write(
                "tests/run.sh",
                "grep -q 'Open 9 to 5' site/index.html && echo '1 passed, 0 failed' && exit 0\necho '0 passed, 1 failed'\nexit 1\n"),
            Write(
                "site/index.html",
                "<!doctype html><html><body>Open 9 to 50</body></html>\n".Replace("9 to 50", "9 till 5", StringComparison.Ordinal))),
        (2, 0) => ScriptedResponse.FromToolCalls(
            ScriptedToolCall.Of("read_file", new { path = "site/index.html" }),
            ScriptedToolCall.Of("no_such_tool", new { }),
            new ScriptedToolCall("read_file", "{\"path\": ")),
        (2, 1) =>
            ScriptedResponse.FromToolCalls(ScriptedToolCall.Of(
                "edit_file",
                new { path = "site/index.html", old_text = "9 till 5", new_text = "9 to 5" })),
        (2, 2) => ScriptedResponse.FromToolCalls(ScriptedToolCall.Of("run_command", new { command = "sh tests/run.sh" })),
        (3, 0) =>
            ScriptedResponse.FromToolCalls(Write(
                "site/index.html",
                "<!doctype html><html><head><title>Corner Shop</title></head><body>Open 9 to 5</body></html>\n")),
        _ => ScriptedResponse.FromSubmission(new { summary = $"Change of attempt {turn.Attempt}", notes = Array.Empty<string>() }),
    };

    private ScriptedResponse Review(ReceivedRequest turn) => turn.Number == 0
        ? ScriptedResponse.FromToolCalls(ScriptedToolCall.Of("read_file", new { path = "site/index.html" }))
        : Interlocked.Increment(ref _reviews) switch
        {
            2 => ScriptedResponse.FromSubmission(new
            {
                verdict = "reject",
                summary = "The page has no title.",
                answers = new[] { Met(1, true), Met(2, false) },
                defects = new[] { "site/index.html has no title element." },
            }),
            _ =>
                ScriptedResponse.FromSubmission(new
                {
                    verdict = "pass",
                    summary = "Looks fine.",
                    answers = new[] { Met(1, true), Met(2, true) },
                    defects = Array.Empty<string>(),
                    warnings = turn.AnswerWarnings(),
                }),
        };

    private static object Met(int criterion, bool met) => new { criterion, met, evidence = new[] { "e1" }, comment = "seen" };

    private static ScriptedToolCall Write(string path, string content) => ScriptedToolCall.Of("write_file", new { path, content });
}
