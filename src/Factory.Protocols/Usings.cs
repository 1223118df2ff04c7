global using Factory.Contracts.Models;
