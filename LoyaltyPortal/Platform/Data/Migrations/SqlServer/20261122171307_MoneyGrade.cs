using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace LoyaltyPortal.Platform.Data.Migrations.SqlServer
{
    /// <inheritdoc />
    public partial class MoneyGrade : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "OpenFrom",
                table: "PointsAccounts",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<bool>(
                name: "IsUsedUp",
                table: "Lots",
                type: "bit",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<DateTime>(
                name: "AvailableFrom",
                table: "LedgerEntries",
                type: "datetime2(6)",
                precision: 6,
                nullable: true);

            migrationBuilder.AddColumn<DateTime>(
                name: "EarnedAt",
                table: "LedgerEntries",
                type: "datetime2(6)",
                precision: 6,
                nullable: true);

            migrationBuilder.AddColumn<DateTime>(
                name: "ExpiresAt",
                table: "LedgerEntries",
                type: "datetime2(6)",
                precision: 6,
                nullable: true);

            migrationBuilder.AddColumn<DateTime>(
                name: "ExtendsTo",
                table: "LedgerEntries",
                type: "datetime2(6)",
                precision: 6,
                nullable: true);

            migrationBuilder.AddColumn<DateTime>(
                name: "GraceUntil",
                table: "LedgerEntries",
                type: "datetime2(6)",
                precision: 6,
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "RefersTo",
                table: "LedgerEntries",
                type: "bigint",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "ExpiryWarnings",
                columns: table => new
                {
                    AccountId = table.Column<long>(type: "bigint", nullable: false),
                    LastDay = table.Column<DateOnly>(type: "date", nullable: false),
                    MerchantId = table.Column<int>(type: "int", nullable: false),
                    ToldAt = table.Column<DateTime>(type: "datetime2(6)", precision: 6, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ExpiryWarnings", x => new { x.AccountId, x.LastDay });
                });

            migrationBuilder.CreateTable(
                name: "ProgrammeDrafts",
                columns: table => new
                {
                    MerchantId = table.Column<int>(type: "int", nullable: false),
                    Content = table.Column<string>(type: "nvarchar(max)", maxLength: -1, nullable: true),
                    BasedOn = table.Column<int>(type: "int", nullable: false),
                    EditedBy = table.Column<long>(type: "bigint", nullable: true),
                    EditedByName = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    EditedAt = table.Column<DateTime>(type: "datetime2(6)", precision: 6, nullable: false),
                    Version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ProgrammeDrafts", x => x.MerchantId);
                });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "ExpiryWarnings");

            migrationBuilder.DropTable(
                name: "ProgrammeDrafts");

            migrationBuilder.DropColumn(
                name: "OpenFrom",
                table: "PointsAccounts");

            migrationBuilder.DropColumn(
                name: "IsUsedUp",
                table: "Lots");

            migrationBuilder.DropColumn(
                name: "AvailableFrom",
                table: "LedgerEntries");

            migrationBuilder.DropColumn(
                name: "EarnedAt",
                table: "LedgerEntries");

            migrationBuilder.DropColumn(
                name: "ExpiresAt",
                table: "LedgerEntries");

            migrationBuilder.DropColumn(
                name: "ExtendsTo",
                table: "LedgerEntries");

            migrationBuilder.DropColumn(
                name: "GraceUntil",
                table: "LedgerEntries");

            migrationBuilder.DropColumn(
                name: "RefersTo",
                table: "LedgerEntries");
        }
    }
}
