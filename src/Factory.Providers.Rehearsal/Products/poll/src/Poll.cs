namespace App;

/// <summary>An option with its votes.</summary>
public sealed record Tally(string Option, int Votes, int Percent, bool Leads);

/// <summary>The poll as everyone sees it.</summary>
public sealed record Standing(string Question, IReadOnlyList<Tally> Options, int Voters, string Verdict);

/// <summary>One question, some options, one vote for each name. Lives as long as the server runs.</summary>
public sealed class Poll
{
    public const int MaxVoters = 10_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, string> _votes = new(StringComparer.OrdinalIgnoreCase);
    private string _question = "";
    private List<string> _options = [];

    public Poll(string question, IEnumerable<string> options) => Ask(question, options);

    /// <summary>A new question; old votes are gone.</summary>
    public void Ask(string? question, IEnumerable<string?>? options)
    {
        var names = (options ?? []).Select(o => o?.Trim() ?? "").Where(o => o.Length > 0).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        if (string.IsNullOrWhiteSpace(question) || question.Length > 200)
        {
            throw new InputError("Please ask a question of at most 200 characters.");
        }

        if (names.Count is < 2 or > 12 || names.Any(n => n.Length > 80))
        {
            throw new InputError("Please give 2 to 12 different options of at most 80 characters.");
        }

        lock (_lock)
        {
            (_question, _options) = (question.Trim(), names);
            _votes.Clear();
        }
    }

    /// <summary>A vote; the same name again changes its mind.</summary>
    public void Vote(string? voter, string? option)
    {
        var name = voter?.Trim() ?? "";
        if (name.Length is 0 or > 60)
        {
            throw new InputError("Please give your name, at most 60 characters.");
        }

        lock (_lock)
        {
            var chosen = _options.Find(o => o.Equals(option, StringComparison.OrdinalIgnoreCase)) ?? throw new InputError("Please choose one of the options.");
            if (_votes.Count >= MaxVoters && !_votes.ContainsKey(name))
            {
                throw new InputError("This poll is full.");
            }

            _votes[name] = chosen;
        }
    }

    public Standing Stand()
    {
        lock (_lock)
        {
            var counts = _options.Select(o => (Option: o, Votes: _votes.Values.Count(v => v == o))).ToList();
            var most = counts.Max(c => c.Votes);
            var leaders = counts.Where(c => c.Votes == most && most > 0).Select(c => c.Option).ToList();
            var verdict = leaders.Count switch
            {
                0 => "No votes yet.",
                1 => $"{leaders[0]} leads.",
                _ => $"A tie: {string.Join(", ", leaders)}.",
            };
            return new(
                _question,
                [.. counts.Select(c => new Tally(c.Option, c.Votes, _votes.Count == 0 ? 0 : c.Votes * 100 / _votes.Count, leaders.Contains(c.Option)))],
                _votes.Count,
                verdict);
        }
    }
}
