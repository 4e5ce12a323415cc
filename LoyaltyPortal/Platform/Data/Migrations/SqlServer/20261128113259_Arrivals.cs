using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace LoyaltyPortal.Platform.Data.Migrations.SqlServer
{
    /// <inheritdoc />
    public partial class Arrivals : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "KeptDays",
                table: "MemberMonths",
                type: "int",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.CreateTable(
                name: "DayArrivals",
                columns: table => new
                {
                    MerchantId = table.Column<int>(type: "int", nullable: false),
                    Day = table.Column<DateOnly>(type: "date", nullable: false),
                    Previous = table.Column<DateOnly>(type: "date", nullable: false),
                    KeptMembers = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_DayArrivals", x => new { x.MerchantId, x.Day, x.Previous });
                });

            migrationBuilder.CreateIndex(
                name: "IX_Purchases_MemberId_Day",
                table: "Purchases",
                columns: new[] { "MemberId", "Day" },
                filter: "\"PointsRedeemed\" > 0");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "DayArrivals");

            migrationBuilder.DropIndex(
                name: "IX_Purchases_MemberId_Day",
                table: "Purchases");

            migrationBuilder.DropColumn(
                name: "KeptDays",
                table: "MemberMonths");
        }
    }
}
