using static App.Tests.Harness;

namespace App.Tests;

public static class ProductTests
{
    private static readonly Note[] Book =
    [
        new("1", "Garden", "Planted tomatoes. #spring", "2030-01-01"),
        new("2", "Kitchen", "The Garden gave tomatoes for a soup #spring #cooking", "2030-01-02"),
        new("3", "Walk", "Nothing special", "2030-01-03"),
    ];

    public static void Add()
    {
        Test("Nothing to look for finds all, newest first", () => Equal("3, 2, 1", Ids("")));
        Test("A word in the title comes before one in the text", () => Equal("1, 2", Ids("garden")));
        Test("Case does not matter", () => Equal("2, 1", Ids("TOMATOES")));
        Test("Every word must be there", () => Equal("2", Ids("tomatoes soup")));
        Test("What is nowhere finds nothing", () => Equal("", Ids("zebra")));
        Test("Tags are counted by note", () => Equal(2, Notebook.Tags(Book)["#spring"]));
        Test("A hash inside a word is no tag", () => Equal(0, Notebook.Tags([new("4", "", "a#b", "2030-01-01")]).Count));
        Test("Words are counted", () => Equal(3, Notebook.Words(" one  two\nthree ")));
        Test("Three days in a row are a streak of 3", () => Equal(3, Notebook.Streak(Book, new DateOnly(2030, 1, 3))));
        Test("Today without a note breaks nothing yet", () => Equal(3, Notebook.Streak(Book, new DateOnly(2030, 1, 4))));
        Test("A missed day ends the streak", () => Equal(0, Notebook.Streak(Book, new DateOnly(2030, 1, 5))));
        Test("No notes are no streak", () => Equal(0, Notebook.Streak([], new DateOnly(2030, 1, 5))));
    }

    private static string Ids(string query) => string.Join(", ", Notebook.Search(Book, query).Select(n => n.Id));
}
